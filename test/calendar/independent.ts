import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Debian's Python: python3-icalendar, python3-recurring-ical-events and libical3 belong to it, and to none in a virtual environment. */
const python = '/usr/bin/python3'
const script = join(import.meta.dirname, 'expand.py')

const runs = (code: string): boolean => spawnSync(python, ['-c', code], { timeout: 20_000 }).status === 0

export const hasRecurringIcalEvents = runs('import icalendar, recurring_ical_events')
export const hasLibical = runs('import ctypes; ctypes.CDLL("libical.so.3")')

/** Goes into the name of a test that is skipped. */
export const why = (present: boolean, packages: string): string =>
  present ? '' : ` [skipped: needs ${packages} of Debian]`

export function expandElsewhere<Answer>(
  what: 'rules' | 'libical' | 'files',
  jobs: readonly unknown[],
): readonly Answer[] {
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify({ what, jobs }),
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr.slice(-2000))
  return JSON.parse(stdout) as readonly Answer[]
}
