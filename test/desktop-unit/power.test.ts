import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PowerIdle } from '../../electron/desktop/power.ts'
import { eventually } from '../eventually.ts'

const { logind, system } = vi.hoisted(() => ({
  logind: { isLocked: (): Promise<boolean> => Promise.resolve(false) },
  system: { power: null as EventEmitter | null },
}))

vi.mock('electron', () => ({
  powerMonitor: {
    on: (name: string, listener: () => void) => system.power?.on(name, listener),
    getSystemIdleState: () => 'active',
    getSystemIdleTime: () => 0,
  },
}))
vi.mock('../../electron/desktop/logind.ts', () => ({
  Logind: class {
    isLocked = () => logind.isLocked()
  },
}))

beforeEach(() => {
  system.power = new EventEmitter()
  vi.stubEnv('XDG_SESSION_TYPE', 'x11')
  vi.stubEnv('WAYLAND_DISPLAY', '')
})
afterEach(() => vi.unstubAllEnvs())

test.skipIf(process.platform !== 'linux')(
  'an answer of logind that comes when the computer already goes to sleep wakes nobody (Linux only)',
  async () => {
    const idle = new PowerIdle()
    const seen: string[] = []
    idle.onChange(({ kind }) => seen.push(kind))
    idle.start()
    try {
      let answer: (locked: boolean) => void = () => {}
      const answered = new Promise<boolean>((resolve) => {
        answer = resolve
      })
      logind.isLocked = () => answered
      idle.setThreshold(600)
      system.power?.emit('suspend')
      await eventually(() => expect(seen.at(-1)).toBe('asleep'))

      answer(false)
      await new Promise((done) => setImmediate(done))
      expect(seen).toEqual(['active', 'asleep'])

      logind.isLocked = () => Promise.resolve(false)
      system.power?.emit('resume')
      await eventually(() => expect(seen).toEqual(['active', 'asleep', 'active']))
    } finally {
      idle.stop()
    }
  },
)
