import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, AccountId } from '#contract/account'
import type { Failure } from '#contract/failure'
import type { Privacy } from '#contract/privacy'
import { bridge } from '../bridge.ts'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Select } from '../components/select.tsx'
import { failureText } from '../i18n.ts'
import { firstName } from '../presence/words.ts'
import { act, words } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { contactOf, isWaiting, plainAddress, privacyOf, watcherName, watcherOf } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { closeDialog, type Person, toast } from '../store/view.ts'
import { type Answer, answerNow, decisionOf, groupsOf, proposedGroup } from './answers.ts'
import { HiddenList } from './hidden-list.tsx'
import { SeenBrief } from './seen-card.tsx'
import { usePreview } from './use-preview.ts'
import { watcherLine } from './watcher-line.ts'

/** 05a: somebody wants to see the user. What each answer means is on the right, before it is given. */
export function WatcherDialog({ accountId, aor }: Readonly<{ accountId: AccountId; aor: string }>) {
  const { t } = useTranslation()
  const person = { accountId, aor }
  const account = useApp((state) => state.accounts[accountId])
  const privacy = useApp((state) => privacyOf(state, accountId))
  const name = useApp((state) => watcherName(state, { accountId, aor }))
  const watcher = useApp((state) => watcherOf(state, { accountId, aor }))
  const waits = watcher !== undefined && isWaiting(watcher)
  const waited = useRef(waits)
  // Answered on another device meanwhile: there is nothing to ask any more.
  const answered = waited.current && watcher !== undefined && watcher.handling !== 'ask'
  useEffect(() => {
    if (answered) closeDialog()
  }, [answered])
  if (!account || !privacy) return null
  const later = (): void => {
    if (waits && !watcher.asked)
      void act('privacy.decide', { accountId, aor, decision: { kind: 'later' }, name: nameGiven(person) })
    closeDialog()
  }
  return (
    <Dialog
      title={waited.current ? t('privacy.watchers.wants', { name }) : t('privacy.watchers.changeTitle', { name })}
      hideTitle
      className="watcher-dialog"
      onClose={later}
    >
      <Ask person={person} name={name} account={account} privacy={privacy} waits={waited.current} onLater={later} />
    </Dialog>
  )
}

/** Under which name somebody new is added to the people. */
function nameGiven(person: Person): string {
  const state = appStore.getState()
  return (contactOf(state, person)?.name || watcherOf(state, person)?.displayName || '').slice(0, 200)
}

function Ask({
  person,
  name,
  account,
  privacy,
  waits,
  onLater,
}: Readonly<{
  person: Person
  name: string
  account: Account
  privacy: Privacy
  waits: boolean
  onLater: () => void
}>) {
  const { t } = useTranslation()
  const { accountId, aor } = person
  const groups = useApp((state) => state.groups)
  const known = useApp((state) => watcherOf(state, person))
  const rule = privacy.people.find((each) => each.aor === aor)
  const [answer, setAnswer] = useState<Answer>(() => (waits ? 'allow' : answerNow(rule, known?.handling)))
  const [groupId, setGroupId] = useState(() => proposedGroup(appStore.getState(), person))
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const decision = decisionOf(answer, groupId)
  const { preview } = usePreview(accountId, aor, decision)
  const own = groupsOf(groups, accountId)
  const group = own.find(({ id }) => id === groupId)
  const first = firstName(name)

  const decide = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    const result = await bridge.command('privacy.decide', { accountId, aor, decision, name: nameGiven(person) })
    setBusy(false)
    if (!result.ok) return setFailure(result.failure)
    closeDialog()
    toast({ kind: 'done', title: words(`privacy.watchers.done.${answer}`, { name }) })
  }

  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault()
        void decide()
      }}
    >
      <div className="ask-main">
        <div className="row ask-who">
          <Avatar name={name} aor={aor} size={52} />
          <div className="ask-title" aria-hidden="true">
            {waits ? t('privacy.watchers.wants', { name }) : t('privacy.watchers.changeTitle', { name })}
          </div>
        </div>
        <AskedLine person={person} />
        <Answers
          answer={answer}
          allowText={
            group ? t('privacy.watchers.allowGroup', { group: group.name }) : t('privacy.watchers.allowNoGroup')
          }
          onChange={setAnswer}
        />
        {answer === 'allow' && own.length > 0 && (
          <div className="row ask-group">
            <span className="s12 t2" id="ask-group">
              {t('privacy.watchers.group')}
            </span>
            <Select
              labelledBy="ask-group"
              value={groupId ?? ''}
              options={[
                ...own.map(({ id, name: label }) => ({ value: id, label })),
                { value: '', label: t('privacy.watchers.noGroup') },
              ]}
              onChange={(value) => setGroupId(value === '' ? null : value)}
            />
          </div>
        )}
        {failure && (
          <p className="stop" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <div className="row ask-actions">
          <Button kind="quiet" onClick={onLater}>
            {waits ? t('privacy.watchers.later') : t('common.cancel')}
          </Button>
          <span className="push" />
          <Button kind="primary" submit busy={busy}>
            {waits ? t(`privacy.watchers.do.${answer}`) : t('common.save')}
          </Button>
        </div>
      </div>
      <div className="ask-side" aria-live="polite">
        {preview && (
          <>
            <h3 className="h">{t('privacy.see.willSee', { name: first })}</h3>
            <SeenBrief account={account} preview={preview} name={first} />
            <HiddenList
              title={t('privacy.see.willNotSee', { name: first })}
              hidden={preview.hidden}
              privacy={privacy}
              name={first}
              brief
            />
          </>
        )}
      </div>
    </form>
  )
}

function AskedLine({ person }: Readonly<{ person: Person }>) {
  const { t } = useTranslation()
  const watcher = useApp((state) => watcherOf(state, person))
  const now = useNow()
  return <div className="s12 t3 ask-line">{watcher ? watcherLine({ t, now }, watcher) : plainAddress(person.aor)}</div>
}

function Answers({
  answer,
  allowText,
  onChange,
}: Readonly<{ answer: Answer; allowText: string; onChange: (answer: Answer) => void }>) {
  const { t } = useTranslation()
  const [more, setMore] = useState(answer === 'block')
  const all = [
    { value: 'allow', label: t('privacy.watchers.allow'), text: allowText },
    { value: 'basic', label: t('privacy.watchers.basic'), text: t('privacy.watchers.basicText') },
    { value: 'polite-block', label: t('privacy.watchers.politeBlock'), text: t('privacy.watchers.politeBlockText') },
    { value: 'block', label: t('privacy.watchers.block'), text: t('privacy.watchers.blockText') },
  ] as const
  return (
    <div role="radiogroup" aria-label={t('privacy.watchers.options')}>
      {all
        .filter(({ value }) => more || value !== 'block')
        .map(({ value, label, text }) => (
          <label key={value} className={value === answer ? 'option on' : 'option'} data-answer={value}>
            <input
              type="radio"
              className="sr"
              name="watcher-answer"
              data-start={value === answer || undefined}
              checked={value === answer}
              onChange={() => onChange(value)}
            />
            <span className="option-mark" aria-hidden="true" />
            <span className="grow">
              <span className="b option-line">{label}</span>
              <span className="s12 t2 option-line">{text}</span>
            </span>
          </label>
        ))}
      {!more && (
        <Button kind="quiet" size="small" onClick={() => setMore(true)}>
          {t('privacy.watchers.more')}
        </Button>
      )}
    </div>
  )
}
