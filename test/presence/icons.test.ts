import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PresenceIcons } from '../../electron/presence/icons.ts'
import { eventually } from '../eventually.ts'
import { fakeLog, recordedState } from './fakes.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(8)])
const drawn = Buffer.concat([png, Buffer.from('drawn')])
const day = 24 * 3_600_000
let folder: string
let server: Server
let address: string
let asked = 0
let status = 200

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-icons-'))
  asked = 0
  status = 200
  server = createServer((_request, response) => {
    asked++
    response.writeHead(status).end(png)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://dialtone.test:${(server.address() as AddressInfo).port}/maya.png`
})
afterEach(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Files carry the disk's time, which need not be this process's. */
const diskTime = () => statSync(folder).mtimeMs

function icons(options: Partial<ConstructorParameters<typeof PresenceIcons>[0]> = {}) {
  const { state } = recordedState()
  const log = fakeLog()
  const clock = { now: diskTime() }
  const made = new PresenceIcons({
    state,
    folder: join(folder, 'icons'),
    pictures: { draw: async () => drawn },
    isOn: () => true,
    log,
    fetching: { ownDomain: 'dialtone.test', resolve: async () => [{ address: '127.0.0.1', family: 4 }] },
    now: () => clock.now,
    ...options,
  })
  made.start()
  return { icons: made, log, clock, shown: () => state.current.icons[address] }
}

test('a picture is fetched once, drawn anew, kept, and shown from our own address', async () => {
  const first = icons()
  for (let i = 0; i < 3; i++) first.icons.look({ statusIcon: address })
  await eventually(() => expect(first.shown()).toMatch(/^\/icons\/[0-9a-f]{64}\?\d+$/))
  first.icons.look({ statusIcon: address })
  expect(asked).toBe(1)
  const [file = ''] = readdirSync(join(folder, 'icons'))
  expect(first.shown()).toContain(file.replace('.png', ''))
  first.icons.stop()

  const second = icons()
  second.icons.look({ statusIcon: address })
  await eventually(() => expect(second.shown()).toBeDefined())
  expect(asked).toBe(1)
})

test('after a day it is asked for again; the old one stays where there is no new one', async () => {
  const world = icons()
  world.icons.look({ statusIcon: address })
  await eventually(() => expect(world.shown()).toBeDefined())
  const before = world.shown()
  world.clock.now += 2 * day
  status = 500
  world.icons.look({ statusIcon: address })
  await eventually(() => expect(asked).toBe(2))
  await eventually(() => expect(world.log.lines.some((line) => line.includes('answered 500'))).toBe(true))
  world.icons.look({ statusIcon: address })
  expect([world.shown(), asked]).toEqual([before, 2])
  status = 200
  world.clock.now += 3_600_001
  world.icons.look({ statusIcon: address })
  await eventually(() => expect(world.shown()).not.toBe(before))
  expect(asked).toBe(3)
})

test('switched off, without a folder, or without anybody to draw, nobody is asked', async () => {
  for (const options of [{ isOn: () => false }, { folder: null }, { pictures: null }]) {
    const world = icons(options)
    world.icons.look({ statusIcon: address })
    world.icons.look({ statusIcon: null })
  }
  await new Promise((done) => setImmediate(done))
  expect(asked).toBe(0)
})

test('what cannot be drawn is not shown, and the log does not say whose it was', async () => {
  const world = icons({ pictures: { draw: async () => null } })
  world.icons.look({ statusIcon: address })
  await eventually(() => expect(world.log.lines.length).toBe(1))
  expect(world.shown()).toBeUndefined()
  expect(world.log.lines.join()).not.toContain('maya')
  world.icons.look({ statusIcon: address })
  expect(asked).toBe(1)
})

test('what nobody has shown for a month is deleted', () => {
  icons()
  const [old, young] = ['old.png', 'young.png'].map((name) => join(folder, 'icons', name))
  for (const file of [old, young]) writeFileSync(file ?? '', png)
  const longAgo = (diskTime() - 31 * day) / 1000
  utimesSync(old ?? '', longAgo, longAgo)
  icons()
  expect([existsSync(old ?? ''), existsSync(young ?? '')]).toEqual([false, true])
})
