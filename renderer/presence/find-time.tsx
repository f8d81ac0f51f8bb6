import Copy from 'lucide-react/icons/copy'
import MessageCircle from 'lucide-react/icons/message-circle'
import X from 'lucide-react/icons/x'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState } from '#contract/state'
import { personKey } from '#contract/state'
import { Button, IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Segmented } from '../components/segmented.tsx'
import { Select } from '../components/select.tsx'
import { setDraft } from '../messaging/drafts.ts'
import { act, chat } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { type Person, toast } from '../store/view.ts'
import { commonSlots, freeOf, ownFree, type Partaker, type Slot } from './free-slots.ts'
import { clockThere, clockTime, dayBounds, offsetAt, shortDate, utcText, type Wording } from './times.ts'
import { firstName } from './words.ts'

const lengths = ['15', '30', '60', '90'] as const
type Length = (typeof lengths)[number]
const minute = 60_000
const mostPeople = 6
const mostSlots = 4
const ahead = 48 * 60 * minute

type Shared = { readonly aor: string; readonly name: string; readonly partaker: Partaker }

/** Whose day is shared with us, by name. Whose clock is not known is taken to be where we are. */
function sharing(state: AppState, accountId: string, w: Wording): readonly Shared[] {
  return Object.values(state.contacts)
    .filter((contact) => contact.accountId === accountId)
    .flatMap(({ aor, name }) => {
      const presentity = state.presentities[personKey(accountId, aor)]
      const free = presentity?.knowledge.kind === 'current' ? freeOf(presentity.day) : []
      if (free.length === 0) return []
      const there = presentity?.timeOffset ?? null
      const offset = (at: number): number => there ?? offsetAt(w, at)
      return [{ aor, name: name || aor, partaker: { free, offset } }]
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

function silent(aor: string, contacts: AppState['contacts'], accountId: string): Shared {
  const contact = Object.values(contacts).find((each) => each.accountId === accountId && each.aor === aor)
  return { aor, name: contact?.name || aor, partaker: { free: [], offset: () => 0 } }
}

/** The next time that suits everybody, by what they share and by my own calendar. */
export default function FindTime({ person, onClose }: Readonly<{ person: Person; onClose: () => void }>) {
  const { t } = useTranslation()
  const id = useId()
  const w: Wording = { t, now: useNow() }
  const state = useApp((all) => all)
  const [chosen, setChosen] = useState<readonly string[]>([person.aor])
  const [length, setLength] = useState<Length>('30')
  const everybody = sharing(state, person.accountId, w)
  // Who was chosen and tells his day no more has no time that is known.
  const partaking = chosen.map(
    (aor) => everybody.find((each) => each.aor === aor) ?? silent(aor, state.contacts, person.accountId),
  )
  const others = everybody.filter(({ aor }) => !chosen.includes(aor))
  const knowsMine = state.calendars.some((each) => each.on && each.readAt !== null)
  const mine: Partaker = {
    free: ownFree(knowsMine ? state.ownEvents : [], w.now, w.now + ahead),
    offset: (at) => offsetAt(w, at),
  }
  const slots = commonSlots(
    [mine, ...partaking.map(({ partaker }) => partaker)],
    w.now,
    Number(length) * minute,
    mostSlots,
  )

  return (
    <Dialog title={t('presence.findTime.title')} className="dialog find-time" onClose={onClose}>
      <ul className="find-people" aria-label={t('presence.findTime.people')}>
        <li className="chip">{t('presence.findTime.you')}</li>
        {partaking.map(({ aor, name }) => (
          <li key={aor} className="chip" data-partaker={aor}>
            {name}
            {aor !== person.aor && (
              <IconButton
                label={t('presence.findTime.remove', { name })}
                onClick={() => setChosen(chosen.filter((each) => each !== aor))}
              >
                <X size={12} strokeWidth={2.2} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      <div className="find-fields">
        {others.length > 0 && chosen.length < mostPeople && (
          <Select
            label={t('presence.findTime.add')}
            value=""
            options={[
              { value: '', label: t('presence.findTime.choose') },
              ...others.map(({ aor, name }) => ({ value: aor, label: name })),
            ]}
            onChange={(aor) => aor !== '' && setChosen([...chosen, aor])}
          />
        )}
        <div className="field">
          <span className="lab" id={id}>
            {t('presence.findTime.length')}
          </span>
          <Segmented<Length>
            name={id}
            labelledBy={id}
            value={length}
            segments={lengths.map((value) => ({ value, label: t(`presence.findTime.lengths.${value}`) }))}
            onChange={setLength}
          />
        </div>
      </div>
      <p className="s12 t2">{t(knowsMine ? 'presence.findTime.mineCounts' : 'presence.findTime.mineUnknown')}</p>
      <div role="status">
        {slots.length === 0 && <p className="find-none">{t('presence.findTime.none')}</p>}
        <ul>
          {slots.map((slot) => (
            <SlotLine key={slot.from} slot={slot} wording={w} partaking={partaking} person={person} onClose={onClose} />
          ))}
        </ul>
      </div>
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.close')}</Button>
      </div>
    </Dialog>
  )
}

function SlotLine({
  slot,
  wording,
  partaking,
  person,
  onClose,
}: Readonly<{
  slot: Slot
  wording: Wording
  partaking: readonly Shared[]
  person: Person
  onClose: () => void
}>) {
  const { t } = useTranslation()
  const words = slotWords(wording, slot)
  const elsewhere = partaking
    .filter(({ partaker }) => partaker.offset(slot.from) !== offsetAt(wording, slot.from))
    .map(({ name, partaker }) =>
      t('presence.findTime.there', {
        time: clockThere({ ...wording, now: slot.from }, partaker.offset(slot.from)),
        name: firstName(name),
      }),
    )
  const write = (): void => {
    const zone = utcText(offsetAt(wording, slot.from))
    setDraft(personKey(person.accountId, person.aor), t('presence.findTime.message', { time: words, zone }))
    onClose()
    chat(person)
  }
  const copy = async (): Promise<void> => {
    const result = await act('app.copyText', { text: words })
    if (result.ok) toast({ kind: 'done', title: t('presence.findTime.copied') })
  }
  return (
    <li className="row find-slot" data-slot={slot.from}>
      <div className="grow">
        <div className="b num">{words}</div>
        {elsewhere.length > 0 && <div className="s12 t2 num">{elsewhere.join(' · ')}</div>}
      </div>
      <Button
        size="small"
        icon={<MessageCircle size={13} aria-hidden="true" />}
        aria-label={t('presence.findTime.writeNamed', { time: words })}
        onClick={write}
      >
        {t('presence.findTime.write')}
      </Button>
      <IconButton label={t('presence.findTime.copyNamed', { time: words })} onClick={() => void copy()}>
        <Copy size={15} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

/** "Today 15:30 to 16:00"; where it is already tomorrow, the day after ours is somebody's tomorrow. */
export function slotWords(w: Wording, { from, until }: Slot): string {
  const times = { from: clockTime(w, from), until: clockTime(w, until) }
  const { end } = dayBounds(w, w.now)
  if (from < end) return w.t('presence.findTime.today', times)
  if (from < dayBounds(w, end).end) return w.t('presence.findTime.tomorrow', times)
  return w.t('presence.findTime.later', { ...times, day: shortDate(w, from) })
}
