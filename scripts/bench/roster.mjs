/** Ten thousand people in 200 groups: the start beside that of ten people, and what one rename sends to the server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchApp } from '../desktop-driver.mjs'
import { root } from '../paths.mjs'
import { bundled } from './bundle.mjs'
import { median } from './figures.mjs'
import { calm, percent, watchOthers } from './load.mjs'
import { scriptedSettings } from './notify.mjs'
import { person } from './people.mjs'
import { startPresenceServer } from './presence-server.mjs'
import { end, pause } from './processes.mjs'
import { electron } from './start-and-memory.mjs'

const list = 'friends@127.0.0.1'
const few = { people: 10, groups: 2 }
const many = { people: 10_000, groups: 200 }
/** the scripted server reads and writes a document of megabytes for one element */
const patience = 120_000
const listsPath = 'resource-lists/users/sip:anna@127.0.0.1/index'

export async function roster({ report, display, starts = 9 }) {
  console.log(`People, ${starts} alternating starts with ${few.people} and with ${many.people}`)
  const { modules, folder } = await bundled({ xcap: 'test/fakes/fake-xcap-server.ts' })
  const sip = await startPresenceServer({ lists: [list] })
  const stages = []
  try {
    for (const size of [few, many])
      stages.push(await filled({ display, sip, Server: modules.xcap.FakeXcapServer, size }))
    const [small, large] = stages
    tellRename(report, large)
    const times = new Map(stages.map((stage) => [stage, []]))
    const others = watchOthers()
    for (let index = 0; index < starts; index++) {
      for (const stage of stages) {
        await calm()
        const { child, usableAt } = await electron(display, stage.profile, root, /^app:\/\/main\//, 'roster-usable')
        times.get(stage).push(usableAt - child.at)
        await pause(4_000)
        await end(child)
      }
    }
    const [a, b] = [median(times.get(small)), median(times.get(large))]
    const goal = a * 1.2 + 300
    report.add({ what: `start with ${few.people} people, from cache to usable roster`, value: a })
    report.add({
      what: `start with ${many.people} people in ${many.groups} groups`,
      value: b,
      goal: `1.2 times and 300 ms: ${Math.round(goal)} ms`,
      ok: b <= goal,
      note: `medians of ${starts} alternating starts; others took ${percent(others())} of the machine`,
    })
  } finally {
    await sip.close()
    for (const { server, profile } of stages) {
      await server.stop()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A profile whose people are on an XCAP server and here; and what one rename sent there. */
async function filled({ display, sip, Server, size }) {
  const server = new Server()
  await server.start()
  const profile = mkdtempSync(join(tmpdir(), 'dialtone-bench-roster-'))
  const app = await launchApp({ display, profile })
  const { id } = await app.command('account.signIn', {
    settings: scriptedSettings(sip, { resourceList: `sip:${list}`, xcapRoot: server.root }),
    password: 'unused',
    passwordStorage: 'weaker-storage',
  })
  const saved = (state) => state.serverDocuments[id]?.documents['resource-lists']?.kind === 'saved'
  await app.until('the documents are there', saved, patience)
  const rows = Array.from(
    { length: size.people },
    (_each, index) => `Person ${String(index).padStart(5, '0')},sip:${person(index)},Group ${index % size.groups}`,
  )
  const preview = await app.command('people.import', {
    accountId: id,
    text: ['Name,Address,Groups', ...rows].join('\n'),
    format: 'csv',
  })
  const importedAt = Date.now()
  await app.command('people.importCommit', { id: preview.id, skip: [] })
  const imported = Date.now() - importedAt
  const isOnServer = (text) => server.text(listsPath)?.includes(text) === true
  while (!isOnServer(person(size.people - 1))) await pause(50)
  await app.until('the people are on the server', saved, patience)
  // The first rename shows what the server can do.
  const [first, second] = Object.values((await app.state()).contacts)
  await rename(app, first, 'Somebody else', isOnServer)
  await app.until('saved', saved, patience)
  const before = server.requests.length
  const renamedAt = Date.now()
  await rename(app, second, 'Renamed', isOnServer)
  const renamed = Date.now() - renamedAt
  await app.until('saved', saved, patience)
  await pause(500)
  const writes = server.requests.slice(before).filter(({ method }) => method === 'PUT')
  await app.close()
  return { server, profile, imported, renamed, writes }
}

async function rename(app, { id }, name, isOnServer) {
  await app.command('people.change', { id, name })
  while (!isOnServer(name)) await pause(5)
}

function tellRename(report, { imported, renamed, writes }) {
  const bytes = writes.reduce((sum, write) => sum + write.bytes, 0)
  report.add({ what: `import of ${many.people} people, committed`, value: imported })
  report.add({ what: `one rename among ${many.people}, until the server has it`, value: renamed })
  report.add({
    what: `one rename among ${many.people}, sent to the server`,
    value: bytes / 1024,
    unit: 'KB',
    goal: 'one request below 5 KB',
    ok: writes.length === 1 && bytes < 5 * 1024,
    note: `${writes.length} request${writes.length === 1 ? '' : 's'} with a body, on a server that takes edits of elements`,
  })
}
