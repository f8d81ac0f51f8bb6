import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PermissionCheck } from '../../electron/presence/permission-check.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function checking() {
  const done: string[] = []
  const check = new PermissionCheck({ askAgain: () => done.push('ask'), writeAgain: () => done.push('write') })
  const look = (...aors: readonly string[]) =>
    check.look(
      aors.map((aor) => ({ aor, status: 'pending', handling: 'allow' })),
      true,
    )
  return { check, look, done, later: (time: number) => vi.advanceTimersByTimeAsync(time) }
}

test('who is let in at once costs nothing', async () => {
  const { look, done, later } = checking()
  look('maya@dialtone.test')
  await later(2_000)
  look()
  await later(60_000)
  expect(done).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('who waits on is asked about, then the rules are written once more, and that is all', async () => {
  const { look, done, later } = checking()
  look('maya@dialtone.test')
  await later(4_000)
  expect(done).toEqual(['ask'])
  await later(4_000)
  expect(done).toEqual(['ask', 'write', 'ask'])
  for (let time = 0; time < 10; time++) {
    look('maya@dialtone.test')
    await later(10_000)
  }
  expect(done).toHaveLength(3)
  expect(vi.getTimerCount()).toBe(0)
})

test('the next permission is looked at as the first was', async () => {
  const { look, done, later } = checking()
  look('maya@dialtone.test')
  await later(20_000)
  look()
  look('maya@dialtone.test', 'luis@dialtone.test')
  await later(20_000)
  expect(done).toEqual(['ask', 'write', 'ask', 'ask', 'write', 'ask'])
})

test('somebody who comes later has his own turn', async () => {
  const { check, look, done, later } = checking()
  look('maya@dialtone.test')
  await later(6_000)
  look('maya@dialtone.test', 'luis@dialtone.test')
  await later(2_000)
  expect(done).toEqual(['ask', 'write', 'ask'])
  await later(4_000)
  expect(done).toEqual(['ask', 'write', 'ask', 'write', 'ask'])
  check.stop()
})

test('who waits for the user, and whom the rules that are still being written let in, is left alone', async () => {
  const { check, done, later } = checking()
  check.look(
    [
      { aor: 'maya@dialtone.test', status: 'pending', handling: 'ask' },
      { aor: 'luis@dialtone.test', status: 'active', handling: 'allow' },
    ],
    true,
  )
  check.look([{ aor: 'maya@dialtone.test', status: 'pending', handling: 'allow' }], false)
  await later(60_000)
  expect(done).toEqual([])
})
