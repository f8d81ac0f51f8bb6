import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { KeepAlive } from '../../electron/sip/keep-alive.ts'

let pings = 0
let deaths = 0
let late = 0
let keepAlive: KeepAlive

beforeEach(() => {
  vi.useFakeTimers()
  pings = 0
  deaths = 0
  late = 0
  keepAlive = new KeepAlive(
    { keepAliveMs: 25_000, pongTimeoutMs: 5_000 },
    {
      ping: () => {
        pings += 1
      },
      dead: () => {
        deaths += 1
      },
    },
    () => performance.now() + late,
  )
})
afterEach(() => {
  keepAlive.stop()
  vi.useRealTimers()
})

test('asks within twenty-five seconds, and an answer keeps it alive', () => {
  keepAlive.start()
  for (let round = 1; round <= 4; round += 1) {
    vi.advanceTimersByTime(25_000)
    expect(pings).toBe(round)
    keepAlive.alive()
  }
  expect(deaths).toBe(0)
})

test('no answer within five seconds is death', () => {
  keepAlive.start()
  keepAlive.probe()
  expect(pings).toBe(1)
  vi.advanceTimersByTime(4_999)
  expect(deaths).toBe(0)
  vi.advanceTimersByTime(1)
  expect(deaths).toBe(1)
})

test('asked twice at once, it asks once', () => {
  keepAlive.start()
  keepAlive.probe()
  keepAlive.probe()
  expect(pings).toBe(1)
})

test('a process that stood still itself asks again before it calls the other dead', () => {
  keepAlive.start()
  keepAlive.probe()
  late = 8_000
  vi.advanceTimersByTime(5_000)
  expect([pings, deaths]).toEqual([2, 0])
  vi.advanceTimersByTime(5_000)
  expect(deaths).toBe(1)
})

test('stopped, it asks nothing more', () => {
  keepAlive.start()
  keepAlive.stop()
  keepAlive.probe()
  vi.advanceTimersByTime(100_000)
  expect([pings, deaths]).toEqual([0, 0])
})
