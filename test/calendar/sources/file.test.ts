import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileReader, watchFile } from '../../../electron/calendar/sources/file.ts'
import { calendarText } from '../../fakes/calendar-server.ts'
import { readOn } from '../../fakes/read-on.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-calendar-'))
  path = join(folder, 'mine.ics')
  writeFileSync(path, calendarText('One', '20261123T080000Z', '20261123T090000Z'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file is read once, and again when it was written', async () => {
  const reader = fileReader(path)
  const first = await readOn(reader, null, 1)
  expect(first.texts[0]?.text).toContain('SUMMARY:One')
  expect((await readOn(reader, first, 2)).texts).toBe(first.texts)
  writeFileSync(path, calendarText('Another', '20261123T080000Z', '20261123T090000Z'))
  expect((await readOn(reader, first, 3)).texts[0]?.text).toContain('SUMMARY:Another')
})

test('a file that its writer left half written, or empty, does not replace the copy', async () => {
  const reader = fileReader(path)
  const first = await readOn(reader, null, 1)
  const whole = calendarText('Another', '20261123T080000Z', '20261123T090000Z')
  writeFileSync(path, whole.slice(0, 100))
  await expect(readOn(reader, first, 2)).rejects.toMatchObject({ failure: { kind: 'calendar', problem: 'cut-off' } })
  writeFileSync(path, '')
  await expect(readOn(reader, first, 3)).rejects.toMatchObject({
    failure: { kind: 'calendar', problem: 'no-calendar' },
  })
  writeFileSync(path, whole)
  expect((await readOn(reader, first, 4)).texts[0]?.text).toContain('SUMMARY:Another')
})

test('a file that is gone, or is something else, is said in words', async () => {
  writeFileSync(path, 'Name,Start\n')
  await expect(fileReader(path).read(null, 1)).rejects.toMatchObject({
    failure: { kind: 'calendar', problem: 'no-calendar', where: path },
  })
  rmSync(path)
  await expect(fileReader(path).read(null, 1)).rejects.toMatchObject({
    failure: { kind: 'calendar', problem: 'no-file', where: path },
  })
})

test('a file that a program replaces is seen, several writes as one', async () => {
  let calls = 0
  let seen = () => {}
  const changed = new Promise<void>((done) => {
    seen = done
  })
  const stop = watchFile(path, () => {
    calls++
    seen()
  })
  const fresh = join(folder, 'fresh')
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(fresh, name)
    renameSync(fresh, path)
  }
  await changed
  stop()
  expect(calls).toBe(1)
})

test('a file is replaced by one as old and as large', async () => {
  const reader = fileReader(path)
  const first = await readOn(reader, null, 1)
  const fresh = join(folder, 'fresh')
  writeFileSync(fresh, calendarText('Two', '20261123T080000Z', '20261123T090000Z'))
  const { atime, mtime } = statSync(path)
  utimesSync(fresh, atime, mtime)
  renameSync(fresh, path)
  expect((await readOn(reader, first, 2)).texts[0]?.text).toContain('SUMMARY:Two')
})

test.skipIf(process.platform === 'win32')('a pipe, which would be waited for, and a folder are no files', async () => {
  const pipe = join(folder, 'pipe.ics')
  execFileSync('mkfifo', [pipe])
  for (const each of [pipe, folder]) {
    await expect(fileReader(each).read(null, 1)).rejects.toMatchObject({ failure: { problem: 'no-file', where: each } })
  }
})

test.skipIf(process.platform === 'win32')('of a link the file that it leads to is followed', async () => {
  const target = join(folder, 'kept')
  mkdirSync(target)
  renameSync(path, join(target, 'real.ics'))
  symlinkSync(join(target, 'real.ics'), path)
  const changed = new Promise<void>((done) => {
    const stop = watchFile(path, () => {
      stop()
      done()
    })
  })
  writeFileSync(join(target, 'real.ics'), calendarText('Two', '20261123T080000Z', '20261123T090000Z'))
  await changed
})

test('a folder that goes away is heard of', async () => {
  const inner = join(folder, 'mounted')
  mkdirSync(inner)
  const gone = new Promise<void>((done) => {
    const stop = watchFile(join(inner, 'mine.ics'), () => {
      stop()
      done()
    })
  })
  rmSync(inner, { recursive: true })
  await gone
})
