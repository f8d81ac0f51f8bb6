import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noResourceLists, parseResourceLists, type ResourceLists } from '../../electron/documents/resource-lists.ts'
import { policyIn } from '../../electron/presence/policy-list.ts'
import { bookOf } from '../../electron/roster/roster-document.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { killedProgram } from '../fakes/killed-program.ts'
import { folder, key, listeningLog } from '../storage/fixture.ts'
import { listsPath, startServer, until } from '../xcap/fixture.ts'
import { type Device, startDevice } from './device.ts'
import { randomOf } from './meeting.ts'
import { afterTurns, line, type PeopleAndPolicy } from './people-turns.ts'

const prove = process.env['DIALTONE_PROVE'] === '1'
const kills = prove ? 300 : 6

const program = killedProgram('test/roster/killed-people.ts')

const exceptionsIn = (lists: ResourceLists) =>
  policyIn(lists)
    .people.map(({ aor, access }) => `${aor} ${access}`)
    .sort()

function inLists(lists: ResourceLists): PeopleAndPolicy {
  const { people, groups } = bookOf(lists, { domain: 'example.org', listAddress: () => null })
  const groupsOf = (id: string) => groups.filter(({ members }) => members.includes(id)).map(({ name }) => name)
  return {
    people: [...people.values()]
      .map(({ id, name, addresses }) => line(addresses[0]?.uri.replace('sip:', '') ?? '', name, groupsOf(id)))
      .sort(),
    groups: groups
      .filter(({ name }) => name.startsWith('Group'))
      .map(({ name }) => name)
      .sort(),
    exceptions: exceptionsIn(lists),
  }
}

function inTables({ store, lists }: Device): PeopleAndPolicy {
  const groups = store.groups('anna')
  const nameOf = (id: string) => groups.find((group) => group.id === id)?.name ?? '?'
  return {
    people: store
      .contacts('anna')
      .map(({ aor, name, groupIds }) => line(aor, name, groupIds.map(nameOf)))
      .sort(),
    groups: groups
      .filter(({ name }) => name.startsWith('Group'))
      .map(({ name }) => name)
      .sort(),
    // The policy has no tables.
    exceptions: exceptionsIn(lists.current),
  }
}

test('people, groups and policy of a device killed at any moment are the same in its tables, its document and on the server', {
  timeout: prove ? 1_800_000 : 120_000,
}, async () => {
  const server = await startServer()
  const random = randomOf(kills)
  const file = join(folder(), 'dialtone.db')
  // The server has its moments, too: an answer that never comes leaves the device in doubt when it is killed.
  server.twist = ({ method }) => {
    if (method !== 'PUT' || random() > 0.15) return null
    return random() < 0.6 ? 'cut-after' : random() < 0.5 ? 'cut-before' : { status: 503 }
  }
  let next = 0
  let doubtful = 0
  /** kills at the start come before the first turn on a slow machine */
  let surely = 0
  const others: string[] = []
  for (let round = 0; round < kills; round++) {
    // In the middle of its edits, or while it starts, reads the server and sends what an earlier life left.
    const moment =
      random() < 0.7
        ? ({ milliseconds: random() * 120, after: 'first-word' } as const)
        : ({ milliseconds: 120 + random() * 400, after: 'start' } as const)
    const pause = ['0', '2', '8'][Math.floor(random() * 3)] ?? '0'
    if (moment.after === 'first-word') surely++
    const spoken = await program.runUntilKilled(next, moment, file, server.root, pause)
    const isThere = server.text(listsPath)
    if (isThere !== null && random() < 0.3) {
      // Another program, while this one is down.
      others.push(`other ${round}`)
      server.write(listsPath, isThere.replace('</resource-lists>', `<list name="other ${round}"/></resource-lists>`))
    }

    const database = await openDatabase({ file, key: key(), log: listeningLog() })
    const device = await startDevice({ database, root: server.root, aor: 'anna@example.org' })
    // What is on the disk is whole before the server says a word.
    const atOnce = inTables(device)
    expect(inLists(device.lists.current), `kill ${round}`).toEqual(atOnce)
    // All that was acknowledged, and at most the one turn whose word was not written any more.
    const expected = [afterTurns(spoken), afterTurns(spoken + 1)]
    const isNext = JSON.stringify(atOnce) === JSON.stringify(expected[1])
    expect(atOnce, `kill ${round}`).toEqual(expected[isNext ? 1 : 0])
    if (isNext && JSON.stringify(expected[0]) !== JSON.stringify(expected[1])) doubtful++
    await until(device.isSaved)
    expect(inTables(device), `kill ${round}`).toEqual(atOnce)
    const text = server.text(listsPath)
    const onServer = text === null ? noResourceLists : parseResourceLists(text)
    expect(inLists(onServer), `kill ${round}`).toEqual(atOnce)
    // What others wrote is there, once.
    expect(onServer.lists.map(({ name }) => name).filter((name) => name?.startsWith('other'))).toEqual(others)
    await device.stop()
    database.close()
    next = isNext ? spoken + 2 : spoken + 1
  }
  expect(next).toBeGreaterThanOrEqual(surely)
  if (prove) console.info(`${kills} kills, ${next} turns, ${doubtful} of them stood without having been acknowledged`)
})
