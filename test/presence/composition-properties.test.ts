import fc from 'fast-check'
import { expect, test } from 'vitest'
import { activityNames } from '#contract/presence'
import { dateTimeOf } from '../../electron/documents/date-time.ts'
import { emptyPerson, emptyPresence, emptyTuple, type PresenceDocument } from '../../electron/documents/pidf.ts'
import { compose } from '../../electron/presence/composition.ts'
import { presentityFrom } from '../../electron/presence/presentity.ts'
import { presenceArbitrary } from '../documents/presence-arbitrary.ts'

const runs = process.env['DIALTONE_PROVE'] === '1' ? 10_000 : 500
const now = Date.parse('2026-11-20T14:02:00Z')
const availabilities = ['available', 'busy', 'away', 'phone', 'dnd', 'offline', 'unknown']
const seen = (...documents: Parameters<typeof compose>[0]) =>
  presentityFrom({ accountId: 'a', aor: 'b' }, { kind: 'current', confirmedAt: now }, compose(documents, now), now)

test('any documents at all make a presentity that crosses to the screens whole', () => {
  const documents = fc.array(presenceArbitrary('wild'), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(documents, (received) => {
      const person = seen(...received)
      expect(availabilities).toContain(person.availability)
      expect(person.activities.every((each) => activityNames.includes(each.name))).toBe(true)
      expect(structuredClone(person)).toEqual(person)
      expect(person.changedAt ?? 0).toBeLessThanOrEqual(now)
    }),
    { numRuns: runs },
  )
}, 120_000)

/** Every element with an id and a time of its own: without them a server's order is all there is to go by. */
function told(document: PresenceDocument, side: number): PresenceDocument {
  const own = <T extends { readonly id: string }>(kind: number, elements: readonly T[]): T[] =>
    elements.map((element, index) => {
      const timestamp = dateTimeOf(now - (side * 300 + kind * 100 + index) * 1000)
      return { ...element, id: `${side}-${kind}-${index}`, timestamp }
    })
  const { tuples, persons, devices } = document
  return { ...document, tuples: own(0, tuples), persons: own(1, persons), devices: own(2, devices) }
}

test('the order in which devices come makes no difference to the glyph', () => {
  fc.assert(
    fc.property(presenceArbitrary('tame'), presenceArbitrary('tame'), (first, second) => {
      const [one, other] = [told(first, 0), told(second, 1)]
      const [there, back] = [seen(one, other), seen(other, one)]
      expect(there.availability).toBe(back.availability)
      expect(there.activities.map((each) => each.name)).toEqual(back.activities.map((each) => each.name))
    }),
    { numRuns: runs },
  )
}, 120_000)

test('of ten thousand persons and tuples in one document no more is shown than somebody could read', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => index)
  const document = {
    ...emptyPresence('sip:mallory@dialtone.test'),
    tuples: many.map((index) => ({
      ...emptyTuple(`t${index}`),
      basic: 'open' as const,
      notes: [{ text: 'n'.repeat(50), lang: null }],
    })),
    persons: many.map((index) => ({
      ...emptyPerson(`person-t${index}`),
      activities: [
        {
          values: [{ name: 'other' as const, text: `${index}`, lang: null, xml: null }],
          note: null,
          from: null,
          until: null,
          id: null,
        },
      ],
    })),
  }
  const person = seen(document)
  expect(person.services).toHaveLength(50)
  expect(person.activities.length).toBeLessThanOrEqual(50)
})
