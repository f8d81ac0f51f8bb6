import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { localTimeOffset } from '../electron/time-zone.ts'

const before = process.env['TZ']
afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

test.each([
  ['Europe/Berlin', '2026-01-15T12:00:00Z', 60],
  ['Europe/Berlin', '2026-07-15T12:00:00Z', 120],
  ['America/Chicago', '2026-01-15T12:00:00Z', -360],
  ['Asia/Kathmandu', '2026-01-15T12:00:00Z', 345],
  ['UTC', '2026-01-15T12:00:00Z', 0],
])('in %s at %s it is %d minutes east of UTC', (zone, at, minutes) => {
  process.env['TZ'] = zone
  expect(localTimeOffset(Date.parse(at))).toBe(minutes)
})

/** A computer whose zone changes while a program runs there: a mount of its own, where the system lets somebody have one. */
const elsewhere = (script: string): string =>
  execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })

function mayMount(): boolean {
  try {
    elsewhere('mount -t tmpfs none /mnt')
    return existsSync('/usr/share/zoneinfo/Asia/Tokyo')
  } catch {
    return false
  }
}

test.skipIf(process.platform !== 'linux' || !mayMount())(
  'a zone that changes while the program runs is noticed (skipped where no mount of one’s own is allowed)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'dialtone-zone-'))
    const source = readFileSync(new URL('../electron/time-zone.ts', import.meta.url), 'utf8')
    writeFileSync(
      join(folder, 'run.mjs'),
      `import { symlinkSync, unlinkSync } from 'node:fs'
${source.replaceAll(': void', '').replaceAll(': string', '').replaceAll(': number', '')}
const now = Date.parse('2026-11-23T12:00:00Z')
const seen = [localZone(), localTimeOffset(now)]
unlinkSync('/etc/localtime')
symlinkSync('/usr/share/zoneinfo/Asia/Tokyo', '/etc/localtime')
seen.push(localZone(), localTimeOffset(now))
console.log(JSON.stringify(seen))`,
    )
    const script = `mount -t tmpfs none /etc && ln -s /usr/share/zoneinfo/America/New_York /etc/localtime &&
      "${process.execPath}" "${join(folder, 'run.mjs')}"`
    const seen: unknown = JSON.parse(elsewhere(script))
    rmSync(folder, { recursive: true })
    expect(seen).toEqual(['America/New_York', -300, 'Asia/Tokyo', 540])
  },
)
