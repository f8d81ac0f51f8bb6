import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { killedProgram } from '../fakes/killed-program.ts'
import { listsPath, names, silent, startDevice, startServer, until } from './fixture.ts'
import { randomFrom } from './interleaving.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'
const kills = prove ? 300 : 6

const device = killedProgram('test/xcap/killed-device.ts')

/** What edits 0 to n make of nothing. */
function expected(last: number): Readonly<Record<string, string>> {
  const people = new Map<string, string>()
  const uri = (n: number) => `sip:edit${n}@example.org`
  for (let n = 0; n <= last; n++) {
    people.set(uri(n), `Ärger ${n}`)
    if (n % 3 === 2 && people.has(uri(n - 1))) people.set(uri(n - 1), `Renamed ${n}`)
    if (n % 5 === 4) people.delete(uri(n - 2))
  }
  return Object.fromEntries(people)
}

const refused = /Ärger \d*5(?!\d)/
const body = `<xcap-error xmlns="urn:ietf:params:xml:ns:xcap-error"><constraint-failure/></xcap-error>`

test.each([
  ['and another device sees the same', null],
  ['also of what the server refuses', refused],
])(
  'a device killed at any moment of an edit has it or has it not, %s',
  {
    timeout: prove ? 900_000 : 120_000,
  },
  async (_what, notTaken) => {
    const server = await startServer()
    server.login = { user: 'anna', password: 'secret', scheme: 'digest' }
    const folder = mkdtempSync(join(tmpdir(), 'dialtone-xcap-kill-'))
    const random = randomFrom(kills)
    // The server, too, has its moments: an answer that never comes leaves the device in doubt when it is killed.
    server.twist = ({ method, body: sent }) => {
      if (method !== 'PUT') return null
      if (notTaken?.test(sent) === true) return { status: 409, body }
      return random() < 0.1 ? 'cut-after' : null
    }
    const taken = (all: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(all).filter(([, name]) => notTaken?.test(name) !== true))
    const file = join(folder, 'dialtone.db')
    let next = 0
    for (let round = 0; round < kills; round++) {
      const moment = { milliseconds: random() * 60, after: 'first-word' } as const
      const spoken = await device.runUntilKilled(next, moment, file, server.root, random() < 0.5 ? '0' : '4')
      // Another client writes to the same document while this one is down.
      const other = (name: string) =>
        server.write(
          listsPath,
          (server.text(listsPath) ?? '').replace('</resource-lists>', `<list name="${name}"/></resource-lists>`),
        )
      if (server.text(listsPath) !== null && random() < 0.5) other(`other ${round}`)

      const database = await openDatabase({ file, key: null, log: silent })
      const cache = new DocumentCache(database)
      const again = await startDevice(server.root, { cache, retries: [10, 20] })
      await until(() => again.lists.state.kind === 'saved' && again.lists.edits.length === 0)
      // At most the edits of the one turn whose word was not read any more.
      const here = again.names()
      const mayBe = [spoken, spoken + 1].map((last) => JSON.stringify(sorted(expected(last))))
      const partly = [expected(spoken), withPut(spoken + 1), withRename(spoken + 1)].map((each) =>
        JSON.stringify(sorted(each)),
      )
      expect([...mayBe, ...partly], `kill ${round}`).toContain(JSON.stringify(sorted(here)))
      expect(names(parseResourceLists(server.text(listsPath) ?? ''))).toEqual(taken(here))
      next = `sip:edit${spoken + 1}@example.org` in here ? spoken + 2 : spoken + 1
      await again.documents.stop()
      // The turn that was cut short is finished, so that the next one begins from what is expected.
      const rest = await startDevice(server.root, { cache, retries: [10, 20] })
      const last = next - 1
      if (last >= 0) {
        rest.people.edit({ do: 'put', uri: `sip:edit${last}@example.org`, name: `Ärger ${last}` })
        for (const [uri, name] of Object.entries(expected(last))) rest.people.edit({ do: 'rename', uri, name })
        if (last % 5 === 4) rest.people.edit({ do: 'remove', uri: `sip:edit${last - 2}@example.org` })
      }
      await until(() => rest.lists.state.kind === 'saved' && rest.lists.edits.length === 0)
      expect(sorted(rest.names())).toEqual(sorted(expected(last)))
      expect(rest.documents.overview.refused).toHaveLength(
        Object.keys(expected(last)).length - Object.keys(taken(expected(last))).length,
      )
      await rest.documents.stop()
      database.close()
      // Others' lists are all there, each once.
      const lists = parseResourceLists(server.text(listsPath) ?? '').lists.map((list) => list.name)
      expect(new Set(lists).size).toBe(lists.length)
    }
    expect(next).toBeGreaterThanOrEqual(kills)
    rmSync(folder, { recursive: true, force: true })
  },
)

const sorted = (people: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(people).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Turns are several edits: what there is after the first, and after the second, of turn n. */
const withPut = (n: number): Readonly<Record<string, string>> => ({
  ...expected(n - 1),
  [`sip:edit${n}@example.org`]: `Ärger ${n}`,
})

function withRename(n: number): Readonly<Record<string, string>> {
  const people = withPut(n)
  const uri = `sip:edit${n - 1}@example.org`
  return n % 3 === 2 && uri in people ? { ...people, [uri]: `Renamed ${n}` } : people
}
