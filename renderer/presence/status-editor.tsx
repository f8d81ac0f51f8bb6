import './status-editor.css'
import Clock from 'lucide-react/icons/clock-4'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnEvent } from '#contract/calendars'
import type { Failure } from '#contract/failure'
import type { OwnChoice, OwnPresence, OwnStatus } from '#contract/presence'
import type { AppState } from '#contract/state'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Keys } from '../components/keys.tsx'
import { Segmented } from '../components/segmented.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { failureText } from '../i18n.ts'
import { act } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { mainAccountId, ownPresenceOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import { AutomaticSide } from './automatic-side.tsx'
import { automaticOf, type ChoiceDraft, choiceOf, draftOf, type UntilMode } from './choice-draft.ts'
import { DoingChips } from './doing-chips.tsx'
import { NoteLanguage } from './note-language.tsx'
import { eventsOfToday } from './own-day.tsx'
import { PlaceFields } from './place-fields.tsx'
import { clockTime } from './times.ts'

const statuses: readonly OwnStatus[] = ['available', 'busy', 'away', 'dnd', 'offline']
/** What notes were last written in, else what the app is read in. The pseudo-locale is English. */
const noteLanguageOf = ({ settings }: AppState): string =>
  settings.shared.noteLanguage ?? (settings.language === 'en-XA' ? 'en' : settings.language)

/** 03: what I say of myself, and what is filled in for me. Nothing is shown as sent before main says so. */
export default function StatusEditor() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  const own = useApp((state) => ownPresenceOf(state, accountId))
  if (!accountId || !own) return null
  return (
    <Dialog title={t('presence.editor.title')} hideTitle className="status-editor" onClose={closeDialog}>
      <Editor accountId={accountId} own={own} />
    </Dialog>
  )
}

function Editor({ accountId, own }: Readonly<{ accountId: string; own: OwnPresence }>) {
  const { t } = useTranslation()
  const language = useApp(noteLanguageOf)
  const [draft, setDraft] = useState<ChoiceDraft>(() => draftOf(own.choice, Date.now(), language))
  const [saving, setSaving] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const change = (part: Partial<ChoiceDraft>): void => setDraft((before) => ({ ...before, ...part }))

  const send = async (choice: Omit<OwnChoice, 'setAt'>): Promise<void> => {
    if (saving) return
    setSaving(true)
    setFailure(null)
    const result = await bridge.command('presence.setChoice', { accountId, choice })
    setSaving(false)
    if (!result.ok) {
      setFailure(result.failure)
      return
    }
    if (draft.note.trim() !== '' && draft.language !== language)
      void act('app.setSettings', { patch: { shared: { noteLanguage: draft.language } } })
    closeDialog()
  }

  return (
    <form
      ref={form}
      className="editor"
      onSubmit={(event) => {
        event.preventDefault()
        void send(choiceOf(draft, Date.now(), own.choice))
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        form.current?.requestSubmit()
      }}
    >
      <div className="editor-main">
        <StatusTiles status={draft.status} onChange={(status) => change({ status })} />
        <Field
          label={t('presence.editor.note')}
          start
          placeholder={t('presence.editor.notePlaceholder')}
          value={draft.note}
          onChange={(note) => change({ note })}
          maxLength={2000}
          spellCheck
          lang={draft.language}
          autoComplete="off"
          end={
            draft.note.trim() !== '' && (
              <NoteLanguage value={draft.language} onChange={(tag) => change({ language: tag })} />
            )
          }
        />
        <DoingChips doing={draft.doing} onChange={(doing) => change({ doing })} />
        <Until draft={draft} onChange={change} />
        <hr className="hr" />
        <PlaceFields draft={draft} onChange={change} />
        {failure && (
          <div className="stop" role="alert">
            {failureText(t, failure)}
          </div>
        )}
      </div>
      <AutomaticSide accountId={accountId} own={own} />
      <div className="editor-actions">
        <Button
          kind="quiet"
          icon={<RotateCcw size={14} aria-hidden="true" />}
          onClick={() => void send(automaticOf(own.choice))}
        >
          {t('presence.editor.automatic')}
        </Button>
        <span className="push" />
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button kind="primary" submit busy={saving}>
          {saving ? t('presence.editor.saving') : t('common.save')}{' '}
          <span className="save-keys" aria-hidden="true">
            <Keys keys={[t('common.key.ctrl'), t('common.key.enter')]} system={bridge.system} />
          </span>
        </Button>
      </div>
    </form>
  )
}

/** Beside the next meeting there is no room for its words. */
function PickIcon() {
  const { t } = useTranslation()
  return (
    <>
      <Clock size={14} strokeWidth={1.9} aria-hidden="true" />
      <span className="sr">{t('presence.editor.pickTime')}</span>
    </>
  )
}

/** When the next event of today begins that counts. */
function nextMeeting(events: readonly OwnEvent[], now: number): number | null {
  const counts = (each: OwnEvent): boolean =>
    !each.undone && !each.allDay && each.busyness === 'busy' && each.from > now
  return eventsOfToday(events, now).find(counts)?.from ?? null
}

function StatusTiles({
  status,
  onChange,
}: Readonly<{ status: OwnStatus | null; onChange: (status: OwnStatus) => void }>) {
  const { t } = useTranslation()
  return (
    <div className="tiles" role="radiogroup" aria-label={t('presence.editor.status')}>
      {statuses.map((value) => (
        <label key={value} className={value === status ? 'tile on' : 'tile'} data-status={value}>
          <input
            type="radio"
            className="sr"
            name="own-status"
            checked={value === status}
            onChange={() => onChange(value)}
          />
          <StatusGlyph availability={value} size={16} />
          {value === 'offline' ? t('presence.editor.appearOffline') : t(`presence.glyph.${value}`)}
        </label>
      ))}
    </div>
  )
}

function Until({ draft, onChange }: Readonly<{ draft: ChoiceDraft; onChange: (part: Partial<ChoiceDraft>) => void }>) {
  const { t } = useTranslation()
  const now = useNow()
  const events = useApp((state) => state.ownEvents)
  const next = nextMeeting(events, now)
  return (
    <div>
      <span className="lab" id="editor-until">
        {t('presence.editor.until')}
      </span>
      <div className="row until">
        <Segmented<UntilMode>
          name="own-until"
          labelledBy="editor-until"
          value={draft.until}
          onChange={(until) => onChange({ until, next })}
          segments={[
            { value: 'changed', label: t('presence.editor.untilChanged') },
            { value: '30', label: t('presence.editor.until30') },
            { value: '60', label: t('presence.editor.until60') },
            ...(next === null
              ? []
              : [
                  {
                    value: 'next' as const,
                    label: t('presence.editor.untilNext', { time: clockTime({ t, now }, next) }),
                  },
                ]),
            { value: 'tonight', label: t('presence.editor.tonight') },
            next === null
              ? { value: 'pick', label: t('presence.editor.pickTime') }
              : { value: 'pick', label: '', icon: <PickIcon /> },
          ]}
        />
        {draft.until === 'pick' && (
          <Field
            label={t('presence.editor.pickTime')}
            hideLabel
            type="time"
            value={draft.time}
            onChange={(time) => onChange({ time })}
          />
        )}
      </div>
    </div>
  )
}
