import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CalendarSettings } from '#contract/calendars'
import { AlmanacThread } from '../../electron/calendar/almanac-thread.ts'
import { eventually } from '../eventually.ts'
import { calendarText } from '../fakes/calendar-server.ts'
import { recordedLog } from '../fakes/sip-agent.ts'

let folder: string
let path: string
let thread: AlmanacThread
const lost = vi.fn()
const open = (file: string): AlmanacThread => {
  thread = new AlmanacThread({ log: recordedLog(), onLost: lost, file })
  return thread
}
const window = {
  from: Date.parse('2026-11-23T00:00:00Z'),
  until: Date.parse('2026-11-24T00:00:00Z'),
  zone: 'Europe/Berlin',
  ownAddresses: [],
}
const settings = (): CalendarSettings => ({
  id: 'mine',
  name: 'Mine',
  color: '#2c5bd4',
  on: true,
  tells: 'activity',
  about: 'own',
  place: { kind: 'file', path },
  passwordStorage: null,
})

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-thread-'))
  path = join(folder, 'mine.ics')
  writeFileSync(path, calendarText('Plan', '20261123T100000Z', '20261123T110000Z'))
})
afterEach(async () => {
  await thread.stop()
  lost.mockReset()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the calendars in a thread of their own', () => {
  let worker: string
  beforeAll(async () => {
    const root = resolve(import.meta.dirname, '../..')
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      resolve: { alias: [{ find: /^#contract\/(.*)$/, replacement: join(root, 'electron/contract/$1.ts') }] },
      ssr: { noExternal: true },
      build: { ssr: join(root, 'electron/calendar/almanac-worker.ts'), outDir: folder, emptyOutDir: false },
    })
    worker = join(folder, 'almanac-worker.js')
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  }, 60_000)

  test('what is there is found, read, planned, and held from its copy the next time', async () => {
    const found = await open(worker).find({ kind: 'file', path }, null)
    expect(found).toMatchObject({ ok: true, value: [{ name: 'mine' }] })
    const request = { id: 'mine', place: settings().place, password: null, now: 5 }
    expect(await thread.read(request)).toMatchObject({ kind: 'read', readAt: 5, changed: true, isNew: true })
    expect(await thread.plan([settings()], window, [])).toMatchObject([{ title: 'Plan', activity: 'meeting' }])
    expect(await thread.read({ ...request, now: 6 })).toMatchObject({ readAt: 6, changed: false, isNew: false })
    const kept = await thread.kept('mine')
    await thread.stop()
    if (!kept) throw new Error('nothing to keep')
    expect(kept.texts).not.toContain('Plan')
    expect(await open(worker).load('mine', kept)).toEqual({ readAt: 6, rest: null })
    expect(await thread.plan([settings()], window, [])).toHaveLength(1)
    await thread.drop('mine')
    expect(await thread.plan([settings()], window, [])).toEqual([])
  })

  test('a place that cannot be read says why, as it does in one thread', async () => {
    const place = { kind: 'file', path: join(folder, 'none.ics') } as const
    expect(await open(worker).find(place, null)).toMatchObject({ ok: false, failure: { problem: 'no-file' } })
    const outcome = await thread.read({ id: 'mine', place, password: null, now: 5 })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'calendar', problem: 'no-file' } })
    expect(await thread.load('mine', { marks: '{}', texts: 'AAAA' })).toBe(null)
  })
})

test('a thread that dies fails what was asked, says so once, and another takes its place', async () => {
  const dying = join(folder, 'dying.cjs')
  writeFileSync(
    dying,
    `require('node:worker_threads').parentPort.on('message', ({ call, name }) => {
       if (name === 'plan') process.exit(1)
       require('node:worker_threads').parentPort.postMessage({ call, value: null })
     })`,
  )
  open(dying)
  await expect(thread.plan([], window, [])).rejects.toThrow(/ended/)
  await eventually(() => expect(lost).toHaveBeenCalledTimes(1))
  expect(await thread.load('mine', { marks: '', texts: '' })).toBe(null)
})
