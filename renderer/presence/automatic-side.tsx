import Clock from 'lucide-react/icons/clock'
import Lock from 'lucide-react/icons/lock'
import MousePointer from 'lucide-react/icons/mouse-pointer-2'
import Phone from 'lucide-react/icons/phone'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnEvent } from '#contract/calendars'
import type { Activity, AutomaticState, OwnPresence } from '#contract/presence'
import type { Settings } from '#contract/settings'
import { Button } from '../components/button.tsx'
import { Switch } from '../components/switch.tsx'
import { failureText } from '../i18n.ts'
import { WhatTheySee } from '../privacy/what-they-see.tsx'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { OwnDay } from './own-day.tsx'
import { SourceIcon } from './source-icon.tsx'
import { ageText, clockTime, ownOffset, utcText, type Wording, whenText } from './times.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
type Automatic = Settings['automatic']

/** What Dialtone fills in, why the status is what it is now, and how to take it back. */
export function AutomaticSide({ accountId, own }: Readonly<{ accountId: string; own: OwnPresence }>) {
  const { t } = useTranslation()
  const automatic = useApp((state) => state.settings.automatic)
  const idleSource = useApp((state) => state.platform.idleSource)
  const now = useNow()
  const w: Wording = { t, now: Math.max(now, own.publication.kind === 'sent' ? own.publication.at : 0) }
  const set = (patch: Partial<Automatic>): void => void act('app.setSettings', { patch: { automatic: patch } })
  return (
    <div className="editor-side">
      <div className="row">
        <h3 className="h">{t('presence.editor.filledIn')}</h3>
        <span className="push s11 t3" role="status">
          {publicationWords(w, own)}
        </span>
      </div>
      <div className="automatic">
        <OwnDay />
        {idleSource !== null && (
          <AutomaticSwitch
            icon={<MousePointer {...icon} />}
            label={t('presence.editor.idle')}
            text={
              automatic.idle
                ? t('presence.editor.idleText', { count: automatic.idleMinutes })
                : t('presence.editor.offText')
            }
            checked={automatic.idle}
            onChange={(idle) => set({ idle })}
          />
        )}
        <AutomaticSwitch
          icon={<Lock {...icon} />}
          label={t('presence.editor.lock')}
          text={automatic.lock ? t('presence.editor.lockText') : t('presence.editor.offText')}
          checked={automatic.lock}
          onChange={(lock) => set({ lock })}
        />
        <AutomaticSwitch
          icon={<Phone {...icon} />}
          label={t('presence.editor.phone')}
          text={automatic.phone ? t('presence.editor.phoneText') : t('presence.editor.offText')}
          checked={automatic.phone}
          onChange={(phone) => set({ phone })}
        />
        <AutomaticSwitch
          icon={<Clock {...icon} />}
          label={t('presence.editor.localTime')}
          text={
            automatic.localTime
              ? t('presence.editor.localTimeText', { time: clockTime(w, now), offset: utcText(ownOffset(w)) })
              : t('presence.editor.offText')
          }
          checked={automatic.localTime}
          onChange={(localTime) => set({ localTime })}
        />
      </div>
      <hr className="hr" />
      <h3 className="h">{t('presence.editor.why')}</h3>
      {own.automatic.length === 0 && (
        <p className="s12 t2">
          {own.decidedBy === 'hand' ? t('presence.editor.whyHand') : t('presence.editor.whyNone')}
        </p>
      )}
      {own.automatic.length > 0 && own.decidedBy === 'hand' && <p className="s12 t2">{t('presence.editor.whyHand')}</p>}
      <ul>
        {own.automatic.map((state) => (
          <Why key={state.source} accountId={accountId} state={state} wording={w} />
        ))}
      </ul>
      <WhatTheySee accountId={accountId} />
    </div>
  )
}

function publicationWords(w: Wording, own: OwnPresence): string {
  switch (own.publication.kind) {
    case 'sent':
      return w.t('presence.editor.sent', { age: ageText(w, own.publication.at) })
    case 'sending':
      return w.t('presence.editor.sending')
    case 'not-sent':
      return w.t('presence.editor.notSent')
    case 'failed':
      return failureText(w.t, own.publication.failure)
  }
}

function AutomaticSwitch({
  icon,
  label,
  text,
  checked,
  onChange,
}: Readonly<{ icon: ReactNode; label: string; text: string; checked: boolean; onChange: (on: boolean) => void }>) {
  const id = useId()
  return (
    <div className="row automatic-row">
      <span className="t3">{icon}</span>
      <div className="grow">
        <div className="b" id={id}>
          {label}
        </div>
        <div className="s12 t3 ell" id={`${id}-text`}>
          {text}
        </div>
      </div>
      <Switch checked={checked} onChange={onChange} labelledBy={id} describedBy={`${id}-text`} />
    </div>
  )
}

function Why({ accountId, state, wording }: Readonly<{ accountId: string; state: AutomaticState; wording: Wording }>) {
  const { t } = useTranslation()
  const events = useApp((all) => all.ownEvents)
  const undo = (): void => {
    const meant = state.source === 'calendar' ? saying(events, state.activity.name, Date.now()) : []
    // Each by itself, as in the day above: it is kept, counts for every account, and can be taken back.
    for (const { key } of meant) void act('calendar.undo', { key, undone: true })
    if (meant.length === 0) void act('presence.undoAutomatic', { accountId, source: state.source })
  }
  return (
    <li className="row why">
      <span className="t3">
        <SourceIcon source={state.source} size={15} />
      </span>
      <span className="grow s12">
        {t(`presence.editor.because.${state.source}`, { time: whenText(wording, state.since) })}
      </span>
      {state.undone ? (
        <span className="s12 t3">{t('presence.editor.undone')}</span>
      ) : (
        <Button size="small" onClick={undo}>
          {t('presence.editor.notThisTime')}
        </Button>
      )}
    </li>
  )
}

/** The events that make the calendar say this now. */
const saying = (events: readonly OwnEvent[], name: Activity['name'], now: number): readonly OwnEvent[] =>
  events.filter(
    (each) =>
      each.activity === name && each.from <= now && each.until > now && !each.undone && each.busyness !== 'maybe',
  )
