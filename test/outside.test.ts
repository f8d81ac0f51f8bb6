import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { outsideRequestSchema } from '#contract/commands.schema'
import type { OutsideRequest } from '#contract/outside'
import { listenOutside, NotRunningError, outsideAddress, sayToRunning } from '../electron/outside.ts'
import { recordedLog } from './fakes/sip-agent.ts'

let folder: string
let stop: (() => Promise<void>) | null = null
const heard: OutsideRequest[] = []
const log = recordedLog()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialtone-outside-'))
})
afterEach(async () => {
  await stop?.()
  stop = null
  heard.length = 0
  rmSync(folder, { recursive: true, force: true })
})

async function listen(profile = folder): Promise<void> {
  stop = await listenOutside({
    profile,
    parse: (value) => outsideRequestSchema.parse(value),
    answer: (request) => {
      heard.push(request)
      return { ok: true, accounts: [] }
    },
    log,
  })
}

const meeting: OutsideRequest = {
  do: 'set',
  activity: 'meeting',
  text: null,
  note: 'Room 4',
  until: 4e12,
  account: null,
}

/** What comes back for raw lines, until the other side closes or this many answers are there. */
function raw(text: string, answers: number): Promise<string> {
  return new Promise((done) => {
    let said = ''
    const socket = connect(outsideAddress(folder), () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (data) => {
      said += data
      if (said.split('\n').length > answers) socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => done(said))
  })
}

test('what is said reaches the app, and is answered', async () => {
  await listen()
  expect(await sayToRunning(folder, meeting)).toEqual({ ok: true, accounts: [] })
  expect(await sayToRunning(folder, { do: 'clear', account: 'anna@example.org' })).toMatchObject({ ok: true })
  expect(heard).toEqual([meeting, { do: 'clear', account: 'anna@example.org' }])
})

test('where no app runs, that is said, also where one left its socket behind', async () => {
  await expect(sayToRunning(folder, meeting)).rejects.toThrow(NotRunningError)
  await expect(sayToRunning(folder, meeting)).rejects.toThrow(`No Dialtone is running with the profile ${folder}.`)
  await listen()
  await stop?.()
  stop = null
  await expect(sayToRunning(folder, meeting)).rejects.toThrow(NotRunningError)
})

describe.skipIf(process.platform === 'win32')('the socket (a pipe has no mode)', () => {
  test('only its owner may open it, from its first moment', async () => {
    const mask = process.umask()
    await listen()
    expect(statSync(outsideAddress(folder)).mode & 0o777).toBe(0o600)
    expect(process.umask()).toBe(mask)
  })

  test('one that a crash left behind is replaced', async () => {
    await listen()
    const first = stop
    await listen()
    expect(await sayToRunning(folder, meeting)).toMatchObject({ ok: true })
    await first?.()
  })

  test('a profile whose path is too long for a socket has it in a folder of its own that nobody else may enter', async () => {
    const long = join(folder, 'a'.repeat(60), 'b'.repeat(60))
    const address = outsideAddress(long)
    expect(Buffer.byteLength(address)).toBeLessThan(100)
    await listen(long)
    expect(await sayToRunning(long, meeting)).toMatchObject({ ok: true })
    expect(statSync(join(address, '..')).mode & 0o777).toBe(0o700)
    rmSync(join(address, '..'), { recursive: true, force: true })
  })
})

test.each([
  ['no JSON', 'set meeting\n'],
  ['another command', '{"do":"dial","account":null}\n'],
  ['no end', '{"do":"set","activity":"meeting"}\n'],
  ['an activity that does not exist', '{"do":"set","activity":"levitating","until":4000000000000}\n'],
  ['more than asked for', '{"do":"clear","extra":1}\n'],
])('%s is refused, and the next request is heard', async (_what, line) => {
  await listen()
  const answers = await raw(`${line}${JSON.stringify(meeting)}\n`, 2)
  expect(
    answers
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each)),
  ).toEqual([
    { ok: false, failure: { kind: 'invalid', field: 'request' } },
    { ok: true, accounts: [] },
  ])
})

test('a line without end is cut off', async () => {
  await listen()
  expect(await raw('x'.repeat(100_000), 1)).toBe('')
  expect(await sayToRunning(folder, meeting)).toMatchObject({ ok: true })
})
