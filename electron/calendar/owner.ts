import type { Calendar } from '../documents/icalendar.ts'

/** Fewer say nothing: two meetings may have the same guest by chance. */
const fewestMeetings = 3

const known = new WeakMap<readonly Calendar[], { readonly said: string; readonly owner: readonly string[] }>()

/**
 * The addresses by which the owner of a calendar takes part in its events, in small letters: those that are known, that which the calendar
 * is named after (Google's are), and where none of them is in it, the only one that is part of every meeting.
 */
export function ownerOf(calendars: readonly Calendar[], said: readonly string[]): readonly string[] {
  const key = said.join(' ')
  const kept = known.get(calendars)
  if (kept?.said === key) return kept.owner
  const names = calendars.flatMap(({ name }) => (name !== null && /^\S+@\S+$/.test(name.trim()) ? [name.trim()] : []))
  const own = new Set([...said, ...names].map((each) => each.toLowerCase()))
  const owner = [...own, ...(inEveryMeeting(calendars, own) ?? [])]
  known.set(calendars, { said: key, owner })
  return owner
}

/** Null where one of the addresses known takes part in something, or nobody is in all. */
function inEveryMeeting(calendars: readonly Calendar[], own: ReadonlySet<string>): readonly string[] | null {
  let always: readonly string[] | null = null
  const meetings = new Set<string>()
  for (const { events } of calendars) {
    for (const { uid, organizer, attendees } of events) {
      if (attendees.length === 0) continue
      const people = new Set(attendees.map(({ address }) => address))
      if (organizer !== null) people.add(organizer)
      for (const each of people) if (own.has(each)) return null
      always = always === null ? [...people] : always.filter((each) => people.has(each))
      if (always.length === 0 && own.size === 0) return null
      meetings.add(uid)
    }
  }
  return always?.length === 1 && meetings.size >= fewestMeetings ? always : null
}
