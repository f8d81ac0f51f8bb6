import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PolicyFreshness } from '../../electron/presence/policy-freshness.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function started({ isOnServer = true } = {}) {
  let asked = () => {}
  const told: boolean[] = []
  const document = {
    isOnServer,
    onAsked: (listener: () => void) => {
      asked = listener
      return () => {}
    },
  }
  const freshness: PolicyFreshness = new PolicyFreshness(document, () => told.push(freshness.holds))
  freshness.start()
  return { freshness, told, asked: () => asked() }
}

describe('what the user wants, as this device knows it', () => {
  test('holds after a start as soon as the server was asked', () => {
    const { freshness, told, asked } = started()
    freshness.linkChanged(true)
    expect(freshness.holds).toBe(false)
    asked()
    expect(told).toEqual([true])
  })

  test('holds at once where nothing of it was ever on a server', () => {
    expect(started({ isOnServer: false }).freshness.holds).toBe(true)
  })

  test('holds after ten seconds where the server does not answer', () => {
    const { freshness, told } = started()
    freshness.linkChanged(true)
    vi.advanceTimersByTime(9_999)
    expect(freshness.holds).toBe(false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([true])
  })

  test('is not what counts any more after a minute without a link, until the server was asked with the next one', () => {
    const { freshness, told, asked } = started()
    freshness.linkChanged(true)
    asked()
    freshness.linkChanged(false)
    vi.advanceTimersByTime(60_000)
    // Tried in vain meanwhile.
    asked()
    expect(freshness.holds).toBe(false)
    freshness.linkChanged(true)
    expect(freshness.holds).toBe(false)
    asked()
    expect(told).toEqual([true, false, true])
  })

  test('holds over a link that is lost for less than a minute', () => {
    const { freshness, told, asked } = started()
    freshness.linkChanged(true)
    asked()
    freshness.linkChanged(false)
    vi.advanceTimersByTime(59_000)
    freshness.linkChanged(true)
    vi.advanceTimersByTime(600_000)
    expect(told).toEqual([true])
  })

  test('is waited for no longer when it is stopped', () => {
    const { freshness, told } = started()
    freshness.linkChanged(true)
    freshness.stop()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
  })
})
