import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePresence } from '../../electron/documents/pidf.ts'
import { dayOf } from '../../electron/presence/day.ts'
import { presence } from './fixtures.ts'

const today = (time: string): number => Date.parse(`2026-11-20T${time}:00Z`)
const now = today('14:02')
const namespace = 'xmlns:ts="urn:ietf:params:xml:ns:pidf:timed-status"'
const timed = (from: string, until: string | null, basic: string, doing = ''): string =>
  `<ts:timed-status ${namespace} from="2026-11-20T${from}:00Z"${until === null ? '' : ` until="2026-11-20T${until}:00Z"`}>
   <ts:basic>${basic}</ts:basic>${doing ? `<rpid:activities>${doing}</rpid:activities>` : ''}</ts:timed-status>`
const device = (id: string, ...statuses: readonly string[]): string =>
  presence(
    `<tuple id="SID-${id}"><status><basic>open</basic></status>${statuses.join('')}<contact>sip:maya@dialtone.test</contact></tuple>`,
  )
const seen = (...documents: readonly string[]) =>
  dayOf(documents.map(parsePresence), now).map(
    ({ kind, from, until }) =>
      `${kind} ${new Date(from).toISOString().slice(11, 16)}-${new Date(until).toISOString().slice(11, 16)}`,
  )

test.each([
  ['closed is busy, open is free', [timed('15:00', '16:00', 'closed'), timed('16:00', '17:00', 'open')]],
  [
    'what is done counts before open and closed',
    [timed('15:00', '16:00', 'open', '<rpid:meeting/>'), timed('16:00', '17:00', 'open', '<rpid:working/>')],
  ],
])('%s', (_what, statuses) => {
  expect(seen(device('a', ...statuses))).toEqual(['busy 15:00-16:00', 'free 16:00-17:00'])
})

test('what may be is said in a word, absence by being closed and away, or on holiday', () => {
  const statuses = [
    timed('15:00', '16:00', 'open', '<rpid:other>Tentative</rpid:other>'),
    timed('16:00', '17:00', 'closed', '<rpid:away/>'),
    timed('17:00', '18:00', 'closed', '<rpid:vacation/>'),
  ]
  expect(seen(device('a', ...statuses))).toEqual(['maybe 15:00-16:00', 'out 16:00-18:00'])
})

describe('several devices', () => {
  const office = device('office', timed('14:00', '15:30', 'open', '<rpid:busy/>'), timed('15:30', '18:00', 'open'))

  test('that tell the same tell it once', () => {
    expect(seen(office, office)).toEqual(['busy 14:00-15:30', 'free 15:30-18:00'])
  })

  test('that differ: what takes time counts, and nothing overlaps', () => {
    const other = device('mobile', timed('14:00', '16:00', 'open'), timed('16:00', '17:00', 'open', '<rpid:busy/>'))
    const expected = ['busy 14:00-15:30', 'free 15:30-16:00', 'busy 16:00-17:00', 'free 17:00-18:00']
    expect(seen(office, other)).toEqual(expected)
    expect(seen(other, office)).toEqual(expected)
  })
})

test('what is long over, too far ahead, or upside down is left out', () => {
  const odd = [timed('17:00', '16:00', 'closed'), timed('16:00', '16:00', 'closed')]
  const far = `<ts:timed-status ${namespace} from="2026-11-18T10:00:00Z" until="2026-11-18T11:00:00Z"><ts:basic>closed</ts:basic></ts:timed-status>
    <ts:timed-status ${namespace} from="2026-11-25T10:00:00Z" until="2026-11-25T11:00:00Z"><ts:basic>closed</ts:basic></ts:timed-status>`
  expect(seen(device('a', ...odd, far))).toEqual([])
})

test('without an end it holds until the next begins, or as far as is looked ahead', () => {
  const two = [timed('15:00', null, 'closed'), timed('17:00', null, 'open')]
  expect(seen(device('a', ...two))).toEqual(['busy 15:00-17:00', 'free 17:00-14:02'])
  expect(dayOf([parsePresence(device('a', ...two))], now).at(-1)?.until).toBe(now + 48 * 3_600_000)
})

test('what is done until a time, with no word since when, takes the time since it was said', () => {
  const said = (doing: string): string =>
    presence(
      `<dm:person id="PID-a"><rpid:activities until="2026-11-20T15:30:00Z">${doing}</rpid:activities><dm:timestamp>2026-11-20T13:50:00Z</dm:timestamp></dm:person>`,
    )
  expect(seen(said('<rpid:meeting/>'))).toEqual(['busy 13:50-15:30'])
  expect(seen(said('<rpid:other>available</rpid:other>'))).toEqual([])
})

test('times are read as they are written: offsets, fractions, without a zone, and a date that is none', () => {
  const odd = (from: string, until: string): string =>
    `<ts:timed-status ${namespace} from="${from}" until="${until}"><ts:basic>closed</ts:basic></ts:timed-status>`
  expect(
    seen(
      device(
        'a',
        odd('2026-11-20T16:00:00+01:00', '2026-11-20T10:30:00-05:00'),
        odd('2026-11-20T17:00:00.000', '2026-11-20 17:30:00Z'),
        odd('2026-11-31T18:00:00Z', '2026-11-20T19:00:00Z'),
        odd('', '2026-11-20T19:00:00Z'),
        odd('tomorrow', '25:00'),
      ),
    ),
  ).toEqual(['busy 15:00-15:30', 'busy 17:00-17:30'])
})

test('a year away is the part of it that matters today', () => {
  const year = `<ts:timed-status ${namespace} from="2026-01-01T00:00:00Z" until="2027-01-01T00:00:00Z"><ts:basic>closed</ts:basic></ts:timed-status>`
  const [only] = dayOf([parsePresence(device('a', year))], now)
  expect((only?.until ?? 0) - (only?.from ?? 0)).toBe(72 * 3_600_000)
})

test('opening times of an assistant are not those of the person', () => {
  const assistant = `<tuple id="SID-b"><status><basic>open</basic></status><rpid:relationship><rpid:assistant/></rpid:relationship>${timed('15:00', '16:00', 'closed')}</tuple>`
  expect(seen(presence(assistant))).toEqual([])
})

test('thousands of spans are no work', () => {
  const many = Array.from({ length: 5000 }, (_, index) => timed('15:00', `16:${10 + (index % 50)}`, 'closed'))
  expect(seen(device('a', ...many))).toHaveLength(1)
  const open = Array.from({ length: 5000 }, (_, index) => timed(`15:${10 + (index % 50)}`, null, 'closed'))
  expect(seen(device('a', ...open))).toHaveLength(1)
})

test('whatever several devices tell, each moment is what limits most of what is told of it, once and in order', () => {
  const minute = 60_000
  const strengths = ['free', 'maybe', 'busy', 'out'] as const
  const words = { free: '', maybe: '<rpid:other>tentative</rpid:other>', busy: '<rpid:busy/>', out: '<rpid:away/>' }
  const stamp = (offset: number): string => new Date(now + offset * minute).toISOString()
  const period = fc.record({
    kind: fc.constantFrom(...strengths),
    from: fc.integer({ min: -30, max: 30 }),
    length: fc.integer({ min: -1, max: 20 }),
  })
  const text = ({ kind, from, length }: { kind: (typeof strengths)[number]; from: number; length: number }): string =>
    `<ts:timed-status ${namespace} from="${stamp(from)}" until="${stamp(from + length)}"><ts:basic>${kind === 'out' ? 'closed' : 'open'}</ts:basic>${words[kind] && `<rpid:activities>${words[kind]}</rpid:activities>`}</ts:timed-status>`
  fc.assert(
    fc.property(fc.array(fc.array(period, { maxLength: 6 }), { maxLength: 3 }), (devices) => {
      const documents = devices.map((each, index) => parsePresence(device(`d${index}`, ...each.map(text))))
      const day = dayOf(documents, now)
      const all = devices.flat()
      // One period is left as it was told; more are put in order.
      for (const [index, each] of day.entries()) {
        expect(each.until).toBeGreaterThan(each.from)
        if (index > 0) expect(each.from).toBeGreaterThanOrEqual(day[index - 1]!.until)
      }
      for (let at = -31; at <= 51; at++) {
        const moment = now + at * minute
        const told = all.filter(({ from, length }) => from <= at && from + length > at).map(({ kind }) => kind)
        const expected = [...strengths].reverse().find((kind) => told.includes(kind))
        expect(day.find(({ from, until }) => from <= moment && until > moment)?.kind).toBe(expected)
      }
    }),
    { numRuns: 200 },
  )
})
