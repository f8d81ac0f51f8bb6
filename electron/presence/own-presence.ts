import {
  type Activity,
  type AutomaticSource,
  type AutomaticState,
  automaticChoice,
  type OwnChoice,
  type OwnPresence,
} from '#contract/presence'
import type { Settings } from '#contract/settings'
import { statusWordOf } from '#contract/status-words'
import type { IdleState } from '../ports.ts'
import { activity, doNotDisturb, holds, listedActivities, orderActivities } from './activities.ts'
import { availabilityOf } from './availability.ts'
import { type OwnInput, ownInput, restOf } from './idle.ts'

export type OwnInputs = {
  readonly choice: OwnChoice
  readonly onThePhoneSince: number | null
  readonly idle: IdleState
  readonly calendar: Activity | null
  readonly outside: Activity | null
  /** shown while what is outside decides and nothing is written by hand */
  readonly outsideNote?: string | null
  /** of what is on in a calendar, shown likewise */
  readonly title?: string | null
  /** "Not this time": the source, and the beginning of what was undone */
  readonly undone: ReadonlyMap<AutomaticSource, number>
  readonly automatic: Settings['automatic']
  readonly now: number
}

export type OwnView = Pick<
  OwnPresence,
  'choice' | 'automatic' | 'availability' | 'activities' | 'note' | 'decidedBy' | 'until'
> & {
  readonly input: OwnInput | null
  /** whose the note is; null: there is none */
  readonly noteBy: 'hand' | 'outside' | 'calendar' | null
  /** when to ask again, because something ends or begins by itself */
  readonly nextChange: number | null
}

/**
 * What others see, and why. The one precedence (docs/presence.md):
 *   appear offline > do not disturb > on the phone > set by hand > outside, calendar > lock, idle
 */
export function ownPresence(inputs: OwnInputs): OwnView {
  const { now } = inputs
  const choice = choiceAt(inputs.choice, now)
  const automatic = automaticStates(inputs)
  const nextChange = nextOf([{ from: null, until: choice.until }, ...choice.activities, ...pending(inputs)], now)
  if (choice.status === 'offline') return appearOffline(choice, automatic, nextChange, now)

  const holding = automatic.filter((each) => !each.undone)
  const from = (...sources: readonly AutomaticSource[]) => holding.filter((each) => sources.includes(each.source))
  const hand = handActivities(choice, now)
  const byHand = choice.status !== null || hand.length > 0
  const phone = from('phone')
  const planned = byHand ? [] : from('outside', 'calendar')
  const stated = orderActivities([...phone.map((each) => each.activity), ...hand, ...planned.map((e) => e.activity)])
  const availability = availabilityOf({ basic: 'open', activities: stated, extended: null, idle: false })
  // Plain "Available" without an end only says that nothing else is set: idle and lock still make it away.
  const yields = availability === 'available' && endOf(choice) === null
  const rest = yields ? from('lock', 'idle').slice(0, 1) : []
  const activities = listedActivities(availability, orderActivities([...stated, ...rest.map((each) => each.activity)]))
  const note = noteOf(choice)
  const planNote = note === null ? plannedNote(inputs, planned) : null
  const decidedBy = deciding(choice, phone, rest, byHand, planned)
  const input = ownInput(inputs.idle, restHeld(inputs), inputs.automatic)
  return {
    choice,
    automatic,
    availability: rest.length > 0 ? 'away' : availability,
    activities,
    note: note ?? (planNote && { text: planNote.text, language: null }),
    noteBy: note === null ? (planNote?.by ?? null) : 'hand',
    decidedBy,
    until: (decidedBy === 'hand' ? choice.until : null) ?? activities[0]?.until ?? null,
    // Who says "available until 16:00" by hand is not contradicted by a device without input.
    input: input?.idle && availability === 'available' && rest.length === 0 ? null : input,
    nextChange,
  }
}

/** What was set by hand with an end returns to automatic when it ends. */
export function choiceAt(choice: OwnChoice, now: number): OwnChoice {
  return choice.until !== null && choice.until <= now ? { ...automaticChoice, setAt: choice.until } : choice
}

function noteOf({ note }: OwnChoice): OwnChoice['note'] {
  const text = note?.text.trim() ?? ''
  return note === null || text === '' ? null : { ...note, text }
}

function plannedNote({ outsideNote, title }: OwnInputs, planned: readonly AutomaticState[]) {
  const by = (['outside', 'calendar'] as const).find((source) => planned.some((each) => each.source === source))
  const text = (by === 'outside' ? outsideNote : title)?.trim()
  return by !== undefined && text ? { by, text } : null
}

const absences: readonly string[] = ['holiday', 'vacation', 'permanent-absence']

function appearOffline(
  choice: OwnChoice,
  automatic: readonly AutomaticState[],
  nextChange: number | null,
  now: number,
): OwnView {
  const activities = orderActivities(doingNow(choice, now).filter((each) => absences.includes(each.name)))
  return {
    choice,
    automatic,
    availability: 'offline',
    activities,
    note: noteOf(choice),
    noteBy: 'hand',
    decidedBy: 'hand',
    until: choice.until,
    input: null,
    nextChange,
  }
}

/** What was chosen as doing, without empty words; a status is set as status, not as the word of an activity. */
function doingNow(choice: OwnChoice, now: number): readonly Activity[] {
  return choice.activities
    .filter((each) => holds(each, now) && (each.name !== 'other' || (each.text?.trim() && statusWordOf(each) === null)))
    .map((each) => ({ ...each, text: each.text?.trim() ?? null, until: each.until ?? choice.until }))
}

function handActivities(choice: OwnChoice, now: number): readonly Activity[] {
  const said = doingNow(choice, now)
  switch (choice.status) {
    case 'dnd':
      return [doNotDisturb(choice.until), ...said]
    case 'busy':
      return [activity('busy', { until: choice.until }), ...said]
    case 'away':
      return [activity('away', { until: choice.until }), ...said]
    case 'available':
      // `open` says available; a word of its own is needed only to carry the end.
      return choice.until === null ? said : [activity('other', { text: 'available', until: choice.until }), ...said]
    default:
      return said
  }
}

const endOf = (choice: OwnChoice): number | null =>
  choice.until ?? choice.activities.find((each) => each.until !== null)?.until ?? null

function automaticStates(inputs: OwnInputs): readonly AutomaticState[] {
  const { automatic, undone } = inputs
  const states: AutomaticState[] = []
  const add = (source: AutomaticSource, said: Activity, since: number) =>
    states.push({ source, activity: said, since, undone: undone.get(source) === since })
  const { onThePhoneSince, outside, calendar } = inputs
  if (onThePhoneSince !== null && automatic.phone) {
    add('phone', activity('on-the-phone', { from: onThePhoneSince }), onThePhoneSince)
  }
  if (outside !== null && automatic.outside && isNow(outside, inputs.now)) add('outside', outside, outside.from ?? 0)
  if (calendar !== null && automatic.calendar && isNow(lasting(calendar), inputs.now))
    add('calendar', calendar, calendar.from ?? 0)
  const rest = restOf(inputs.idle, automatic)
  // Since when somebody is away is when he last touched the keys: told only where that is.
  if (rest !== null) add(rest.source, activity('away', { from: automatic.lastInput ? rest.since : null }), rest.since)
  return states
}

const isNow = (said: Activity, now: number): boolean => holds(said, now)

/** The calendar tells the end itself, and what comes then. This clock must not be there first, or one would be free for a blink. */
const grace = 250

const lasting = (said: Activity): Activity => ({ ...said, until: said.until === null ? null : said.until + grace })

function restHeld(inputs: OwnInputs) {
  const rest = restOf(inputs.idle, inputs.automatic)
  return rest === null || inputs.undone.get(rest.source) === rest.since ? null : rest
}

function deciding(
  choice: OwnChoice,
  phone: readonly AutomaticState[],
  rest: readonly AutomaticState[],
  byHand: boolean,
  planned: readonly AutomaticState[],
): OwnPresence['decidedBy'] {
  if (choice.status === 'dnd') return 'hand'
  const [first] = [...phone, ...rest]
  if (first !== undefined) return first.source
  if (byHand) return 'hand'
  return planned[0]?.source ?? 'none'
}

function pending({ outside, calendar }: OwnInputs): readonly Activity[] {
  return [outside, calendar === null ? null : lasting(calendar)].filter((each) => each !== null)
}

function nextOf(spans: readonly { from: number | null; until: number | null }[], now: number): number | null {
  const times = spans.flatMap((each) => [each.from, each.until]).filter((at): at is number => at !== null && at > now)
  return times.length === 0 ? null : Math.min(...times)
}
