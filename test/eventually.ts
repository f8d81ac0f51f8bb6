import { vi } from 'vitest'

/** What is to come true, on a slow machine as well: patient for so long that only what never comes true fails. */
export const eventually = <T>(expectation: () => T): Promise<Awaited<T>> =>
  vi.waitFor(expectation, { timeout: 20_000, interval: 10 }) as Promise<Awaited<T>>
