import './privacy.css'
import './away.css'
import X from 'lucide-react/icons/x'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '#contract/account'
import type { SignOff, SignOffState } from '#contract/privacy'
import { relationshipNames } from '#contract/settings'
import { Avatar } from '../components/avatar.tsx'
import { IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Select } from '../components/select.tsx'
import { failureText, type T } from '../i18n.ts'
import { whenText } from '../presence/times.ts'
import { Line, Part, SwitchLine } from '../settings/lines.tsx'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { mainAccount, nameOf, plainAddress, privacyOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { awaySeen } from './away-seen.ts'
import { BackFields } from './back-fields.tsx'
import { DayChips } from './day-chips.tsx'
import { workingDays } from './hours.ts'
import { Notice } from './notices.tsx'
import { PersonPicker } from './person-picker.tsx'
import { SeenCard } from './seen-card.tsx'
import { TimeField } from './time-field.tsx'

/** What stands on the server while no device of the user is on: when, what, who instead, and how that looks. */
export function AwayPage() {
  const { t } = useTranslation()
  const account = useApp(mainAccount)
  const state = useApp((all) => privacyOf(all, account?.id ?? null)?.signOff)
  const now = useNow()
  if (!account || !state) return null
  const { plan } = state
  const change = (part: Partial<SignOff>): void =>
    void act('privacy.setSignOff', { accountId: account.id, signOff: { ...plan, ...part } })
  const standing = standingText(t, state, now)
  return (
    <>
      <p className="t2 away-text">{t('privacy.away.text')}</p>
      {state.offered === false && <Notice tone="warn">{t('privacy.away.notOffered')}</Notice>}
      {state.offered === null && <Notice tone="plain">{t('privacy.away.offeredUnknown')}</Notice>}
      <Part title={t('privacy.away.when')}>
        <SwitchLine
          label={t('privacy.away.atQuit')}
          text={t('privacy.away.atQuitText')}
          checked={plan.atQuit}
          onChange={(atQuit) => change({ atQuit })}
        />
        <SwitchLine
          label={t('privacy.away.daily')}
          text={t('privacy.away.dailyText')}
          checked={plan.daily !== null}
          onChange={(on) => change({ daily: on ? { days: workingDays, at: 18 * 60 } : null })}
        />
        {plan.daily && <Daily daily={plan.daily} onChange={(daily) => change({ daily })} />}
        {state.offered !== false && (
          <p className={`s12 ${state.standing.kind === 'failed' ? 'stop' : 't2'} away-standing`} role="status">
            {standing}
          </p>
        )}
      </Part>
      <Part title={t('privacy.away.say')}>
        <NoteLine note={plan.note} onChange={(note) => change({ note })} />
        <BackFields until={plan.until} onChange={(until) => change({ until })} />
        <Deputy account={account} deputy={plan.deputy} onChange={(deputy) => change({ deputy })} />
      </Part>
      <Part title={t('privacy.away.preview')}>
        {!plan.atQuit && plan.daily === null && <p className="s12 t2 away-off">{t('privacy.away.off')}</p>}
        <div className="away-preview">
          <SeenCard account={account} preview={awaySeen(account, plan, now)} name="" />
        </div>
      </Part>
    </>
  )
}

function standingText(t: T, { standing }: SignOffState, now: number): string {
  switch (standing.kind) {
    case 'none':
      return t('privacy.away.standing.none')
    case 'written':
      return t('privacy.away.standing.written', { time: whenText({ t, now }, standing.at) })
    case 'failed':
      return t('privacy.away.standing.failed', { why: failureText(t, standing.failure) })
  }
}

type DailyPlan = NonNullable<SignOff['daily']>

function Daily({ daily, onChange }: Readonly<{ daily: DailyPlan; onChange: (daily: DailyPlan) => void }>) {
  const { t } = useTranslation()
  return (
    <div className="set hours">
      <DayChips label={t('privacy.away.days')} days={daily.days} onChange={(days) => onChange({ ...daily, days })} />
      <div className="row push">
        <TimeField
          label={t('privacy.away.at')}
          hideLabel
          minutes={daily.at}
          onChange={(at) => onChange({ ...daily, at })}
        />
      </div>
    </div>
  )
}

/** Whoever types and quits at once has said it all the same. */
const pauseInTyping = 600

/** Kept when the field is left, Enter is pressed or nothing is typed for a moment, not with each letter. */
function NoteLine({ note, onChange }: Readonly<{ note: string; onChange: (note: string) => void }>) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const keep = (): void => {
    if (typed !== null && typed.trim() !== note) onChange(typed.trim())
  }
  const kept = useRef(keep)
  kept.current = keep
  useEffect(() => {
    if (typed === null) return
    const timer = setTimeout(() => kept.current(), pauseInTyping)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className="set">
      <div className="grow">
        <Field
          label={t('privacy.away.note')}
          value={typed ?? note}
          onChange={setTyped}
          onBlur={() => {
            keep()
            setTyped(null)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep()
          }}
          placeholder={t('privacy.away.notePlaceholder')}
          maxLength={2000}
          spellCheck
          autoComplete="off"
        />
      </div>
    </div>
  )
}

function Deputy({
  account,
  deputy,
  onChange,
}: Readonly<{ account: Account; deputy: SignOff['deputy']; onChange: (deputy: SignOff['deputy']) => void }>) {
  const { t } = useTranslation()
  const pick = (aor: string): void => {
    const name = nameOf(appStore.getState(), { accountId: account.id, aor })
    const plain = plainAddress(aor)
    onChange({ relationship: 'assistant', address: plain, name: name === plain ? '' : name.slice(0, 200) })
  }
  if (!deputy)
    return (
      <div className="set">
        <div className="grow">
          <div className="b">{t('privacy.away.deputy')}</div>
          <div className="s12 t2">{t('privacy.away.deputyText')}</div>
        </div>
        <div className="away-picker">
          <PersonPicker account={account} label={t('privacy.away.choose')} hideLabel onPick={pick} />
        </div>
      </div>
    )
  const name = deputy.name || deputy.address
  return (
    <>
      <Line label={t('privacy.away.deputy')} text={t('privacy.away.deputyText')} />
      <div className="set" data-deputy={deputy.address}>
        <Avatar name={name} aor={deputy.address} size={34} />
        <div className="grow">
          <div className="b ell">{name}</div>
          {name !== deputy.address && <div className="s12 t3 ell">{deputy.address}</div>}
        </div>
        <div className="network-sphere">
          <Select
            label={t('privacy.away.relationship', { name })}
            hideLabel
            value={deputy.relationship}
            options={relationshipNames.map((value) => ({
              value,
              label: t(`settings.status.relationshipName.${value}`),
            }))}
            onChange={(relationship) => onChange({ ...deputy, relationship })}
          />
        </div>
        <IconButton label={t('privacy.away.removeDeputy', { name })} onClick={() => onChange(null)}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </div>
    </>
  )
}
