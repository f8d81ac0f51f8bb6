import { expect, test } from 'vitest'
import type { Call, CallEnd, CallPhase, CallRecord } from '#contract/calls'
import { callListItems } from '../../../renderer/calls/call-days.ts'
import { callLine, clock, detailWords, isMissed, length, recordWords } from '../../../renderer/calls/call-words.ts'
import { i18n, type T } from '../../../renderer/i18n.ts'
import { aorOf, call, record } from '../window/talk.ts'

const t = i18n.t as T

test.each([
  [0, '00:00'],
  [61_999, '01:01'],
  [3_599_000, '59:59'],
  [3_877_000, '1:04:37'],
  [-5, '00:00'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(clock(milliseconds)).toBe(expected)
})

test.each([
  [40, '40 s'],
  [360, '6 min'],
  [3595, '1 h'],
  [3900, '1 h 5 min'],
])('%d seconds are said as %s', (seconds, expected) => {
  expect(length(t, seconds)).toBe(expected)
})

test.each<[CallPhase, string | null]>([
  ['dialling', 'Calling'],
  ['ringing', 'Ringing'],
  ['incoming', 'Calling you'],
  ['connecting', 'Connecting'],
  ['active', null],
])('a call that is %s reads %s', (phase, words) => {
  const line = callLine(t, call({ phase }), 'Priya')
  expect(line.words).toBe(words)
  expect(line.since !== null).toBe(phase === 'active')
})

test.each<[Partial<Call>, string]>([
  [{ heldByUs: true }, 'On hold'],
  [{ heldByThem: true }, 'Priya put you on hold'],
  [{ recovering: true, heldByUs: true }, 'Sound is coming back'],
])('an active call that is %o says "%s" and counts on', (part, words) => {
  expect(callLine(t, call(part), 'Priya')).toMatchObject({ words, tone: 'warn', since: expect.any(Number) })
})

test.each<[CallEnd | null, string]>([
  [null, 'Call ended'],
  [{ kind: 'hung-up', by: 'us' }, 'Call ended'],
  [{ kind: 'hung-up', by: 'them' }, 'Priya ended the call'],
  [{ kind: 'cancelled' }, 'Cancelled'],
  [{ kind: 'missed' }, 'You missed this call'],
  [{ kind: 'declined', by: 'us' }, 'Declined'],
  [{ kind: 'declined', by: 'them' }, 'Priya declined'],
  [{ kind: 'answered-elsewhere' }, 'Answered on another device'],
  [{ kind: 'failed', failure: { kind: 'busy', aor: aorOf('Priya') } }, 'Priya is busy.'],
  [
    { kind: 'failed', failure: { kind: 'no-microphone', problem: 'missing' } },
    'No microphone found. Plug one in, or choose one in Settings, Audio.',
  ],
])('a call that ended with %o reads "%s"', (end, words) => {
  const line = callLine(t, call({ phase: 'ended', end, endedAt: 1 }), 'Priya')
  expect(line.words).toBe(words)
  expect(line.tone).toBe(end?.kind === 'failed' ? 'stop' : 'plain')
})

test('every outcome of either direction has words, in the list and in the detail', () => {
  const outcomes: readonly CallRecord['outcome'][] = [
    'answered',
    'missed',
    'declined',
    'cancelled',
    'failed',
    'answered-elsewhere',
  ]
  for (const direction of ['in', 'out'] as const) {
    for (const outcome of outcomes) {
      const one = record('r', { direction, outcome, seconds: 360 })
      expect(recordWords(t, one)).not.toMatch(/calls\.|\{\{/)
      expect(detailWords(t, one, 'Maya')).not.toMatch(/calls\.|\{\{/)
    }
  }
  expect(recordWords(t, record('r', { seconds: 360 }))).toBe('Called you, 6 min')
  expect(recordWords(t, record('r', { outcome: 'missed' }))).toBe('Missed')
  expect(detailWords(t, record('r', { outcome: 'missed', direction: 'out' }), 'Maya')).toBe('You called, no answer')
})

test('only a call that rang here in vain is missed', () => {
  expect(isMissed(record('r', { outcome: 'missed' }))).toBe(true)
  expect(isMissed(record('r', { outcome: 'missed', direction: 'out' }))).toBe(false)
  expect(isMissed(record('r', { outcome: 'declined' }))).toBe(false)
})

test('the list has a heading above each day, the newest first', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()
  const records = [
    record('a', { at: at(20, 9) }),
    record('b', { at: at(23, 8), outcome: 'missed' }),
    record('c', { at: at(23, 11) }),
  ]
  const shown = (filter: 'all' | 'missed') =>
    callListItems(records, filter).map((item) => (item.kind === 'day' ? new Date(item.at).getDate() : item.record.id))
  expect(shown('all')).toEqual([23, 'c', 'b', 20, 'a'])
  expect(shown('missed')).toEqual([23, 'b'])
})
