import { expect, test } from 'vitest'
import { firstNewIndex, nextNewMark, rowPlace } from '../../../renderer/messaging/log-rows.ts'
import { message } from '../window/talk.ts'

const noon = new Date(2026, 10, 23, 12).getTime()
const minute = 60_000
const theirs = (index: number, at: number) => message(index, { direction: 'in', at, delivery: { kind: 'received' } })
const mine = (index: number, at: number) => message(index, { direction: 'out', at, delivery: { kind: 'sent', at } })

test('messages of one person within minutes form a run with one corner and one time', () => {
  const [a, b, c] = [theirs(0, noon), theirs(1, noon + minute), theirs(2, noon + 2 * minute)]
  expect(rowPlace(null, a, b)).toMatchObject({ first: true, tail: false, meta: false })
  expect(rowPlace(a, b, c)).toMatchObject({ first: false, tail: false, meta: false, day: null })
  expect(rowPlace(b, c, null)).toMatchObject({ first: false, tail: true, meta: true })
})

test('an answer and a long pause end a run', () => {
  expect(rowPlace(theirs(0, noon), mine(1, noon + minute), null).first).toBe(true)
  expect(rowPlace(theirs(0, noon), theirs(1, noon + 20 * minute), null).first).toBe(true)
})

test('a new local day gets its line, also at the very first message', () => {
  const evening = new Date(2026, 10, 22, 23, 59).getTime()
  const morning = new Date(2026, 10, 23, 0, 1).getTime()
  expect(rowPlace(theirs(0, evening), theirs(1, morning), null).day).toBe(new Date(2026, 10, 23).getTime())
  expect(rowPlace(null, theirs(0, evening), null).day).toBe(new Date(2026, 10, 22).getTime())
  expect(rowPlace(null, theirs(7, evening), null).day).toBeNull()
})

test('a failed message always says so, even inside a run', () => {
  const failed = message(1, {
    direction: 'out',
    at: noon,
    delivery: { kind: 'failed', failure: { kind: 'network-down' } },
  })
  const next = { ...failed, id: 'x', index: 2, at: noon + 1 }
  expect(rowPlace(null, failed, next).meta).toBe(true)
})

test('different marks of a run are each shown', () => {
  const waiting = message(2, { direction: 'out', at: noon + 1, delivery: { kind: 'waiting' } })
  expect(rowPlace(null, mine(1, noon), waiting).meta).toBe(true)
  expect(rowPlace(null, mine(1, noon), mine(2, noon + 1)).meta).toBe(false)
})

test('the new line counts back over our own messages', () => {
  const log = [theirs(0, 0), theirs(1, 1), mine(2, 2), theirs(3, 3)]
  expect(firstNewIndex((index) => log[index] ?? null, 4, 2)).toBe(1)
  expect(firstNewIndex((index) => (index === 3 ? (log[3] ?? null) : null), 4, 2)).toBeNull()
  expect(firstNewIndex(() => null, 4, 0)).toBeNull()
})

test('the line stays where it was while read, and moves only for what came unseen', () => {
  const opened = { total: 10, unread: 3 }
  expect(nextNewMark(opened, 3, { unread: 0, total: 10, watched: true })).toBe(opened)
  expect(nextNewMark(opened, 0, { unread: 1, total: 11, watched: true })).toBe(opened)
  expect(nextNewMark(opened, 0, { unread: 1, total: 11, watched: false })).toEqual({ total: 11, unread: 1 })
})
