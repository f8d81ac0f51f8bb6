import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Look, PendingLooks } from '../../electron/presence/pending-looks.ts'

const start = Date.parse('2026-11-20T14:02:00Z')
const second = 1000
const minute = 60 * second
const maya = 'maya@dialtone.test'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Chance is in the middle, unless said. */
function looking(random = () => 0.5) {
  const looks: { readonly aor: string; readonly how: Look; readonly at: number }[] = []
  const pending = new PendingLooks({
    look: (aor, how) => looks.push({ aor, how, at: (Date.now() - start) / second }),
    now: Date.now,
    random,
  })
  return { pending, looks, later: (time: number) => vi.advanceTimersByTimeAsync(time) }
}

test('who waits asks again in growing steps, now and then in a new dialog', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(8 * minute)
  expect(looks.map(({ at, how }) => [at, how])).toEqual([
    [3, 'refresh'],
    [7, 'anew'],
    [20, 'refresh'],
    [45, 'anew'],
    [105, 'refresh'],
    [225, 'anew'],
    [465, 'refresh'],
  ])
  await later(24 * 60 * minute)
  const inADay = looks.slice(7)
  expect(inADay).toHaveLength((24 * 60) / 5)
  expect(inADay.filter(({ how }) => how === 'anew')).toHaveLength((24 * 60) / 30)
})

test('ten seconds after he began to wait he has asked anew, whatever chance says', async () => {
  for (const chance of [0, 0.999]) {
    const { pending, looks, later } = looking(() => chance)
    pending.waits(maya)
    await later(8 * second)
    expect(looks.map(({ how }) => how)).toEqual(['refresh', 'anew'])
    pending.stop()
  }
})

test('said again that he waits, the steps go on; let in, nothing more is asked', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(10 * second)
  pending.waits(maya)
  await later(9 * second)
  expect(looks).toHaveLength(2)
  pending.settled(maya)
  await later(60 * minute)
  expect(looks).toHaveLength(2)
  expect(vi.getTimerCount()).toBe(0)
})

test('looked at, he is asked about at once and often again, but not at every look', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(60 * minute)
  const before = looks.length
  for (let time = 0; time < 5; time++) pending.lookAt(maya)
  expect(looks.slice(before).map(({ how }) => how)).toEqual(['anew'])
  await later(8 * second)
  expect(looks).toHaveLength(before + 3)
})

test('a card that stays open does not begin the steps anew each minute', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(60 * minute)
  const before = looks.length
  for (let time = 0; time < 10; time++) {
    pending.lookAt(maya)
    await later(65 * second)
  }
  // At once, and the steps of eleven minutes.
  expect(looks.length - before).toBe(1 + 7)
  pending.ask(maya)
  expect(looks.length - before).toBe(1 + 7 + 1)
})

test('back before the screen everybody is asked sooner, and not at each return', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(60 * minute)
  const before = looks.length
  pending.again()
  await later(8 * second)
  expect(looks).toHaveLength(before + 2)
  pending.again()
  await later(8 * second)
  expect(looks).toHaveLength(before + 2)
})

test('who comes back does not put off what was about to be asked', async () => {
  const { pending, looks, later } = looking()
  pending.waits(maya)
  await later(2 * second)
  pending.again()
  await later(second)
  expect(looks).toHaveLength(1)
})

test('of hundreds who wait one is asked about in two seconds, no more, and everybody has his turn', async () => {
  const people = Array.from({ length: 300 }, (_, index) => `p${index}@dialtone.test`)
  let seed = 1
  const { pending, looks, later } = looking(() => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  })
  for (const aor of people) pending.waits(aor)
  await later(11 * minute)
  expect(new Set(looks.map(({ aor }) => aor)).size).toBe(300)
  pending.again()
  await later(49 * minute)
  const inAMinute = Array.from(
    { length: 60 },
    (_, at) => looks.filter((each) => Math.floor(each.at / 60) === at).length,
  )
  // The first ten have their first steps as if alone.
  expect(Math.max(...inAMinute)).toBeLessThanOrEqual(75)
  expect(looks.length).toBeLessThan(60 * 35)
})

test('whom the user has just added is not one of the crowd', async () => {
  const { pending, looks, later } = looking()
  for (let index = 0; index < 300; index++) pending.waits(`p${index}@dialtone.test`)
  pending.near(maya)
  pending.waits(maya)
  await later(8 * second)
  expect(looks.filter(({ aor }) => aor === maya).map(({ how }) => how)).toEqual(['refresh', 'anew'])
  pending.stop()
  expect(vi.getTimerCount()).toBe(0)
})
