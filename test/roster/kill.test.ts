import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { folder, key, listeningLog } from '../storage/fixture.ts'
import { startDevice } from './device.ts'

const root = resolve(import.meta.dirname, '../..')
const rounds = process.env['DIALTONE_PROVE'] === '1' ? 100 : 3

let writer: string

/** A device in a process of its own that edits as fast as it can; it writes n when edit n was acknowledged. */
const source = `
  import { Photos } from '${join(root, 'electron/roster/photos.ts')}'
  import { Roster } from '${join(root, 'electron/roster/roster.ts')}'
  import { RosterSync } from '${join(root, 'electron/roster/roster-sync.ts')}'
  import { State } from '${join(root, 'electron/state.ts')}'
  import { openDatabase } from '${join(root, 'electron/storage/database.ts')}'
  import { DocumentCache } from '${join(root, 'electron/storage/document-cache.ts')}'
  import { RosterStore } from '${join(root, 'electron/storage/roster-store.ts')}'
  import { resourceListsKind } from '${join(root, 'electron/xcap/document-kind.ts')}'
  import { SyncedDocument } from '${join(root, 'electron/xcap/synced-document.ts')}'
  const [file, first] = process.argv.slice(2)
  const log = { debug() {}, info() {}, warn: console.error, error: console.error }
  const database = await openDatabase({ file, key: new Uint8Array(32).fill(7), log })
  const accountId = 'anna'
  const store = new RosterStore(database)
  const photos = new Photos({ accountId, profile: null, pictures: null, log })
  const roster = new Roster({ accountId, state: new State(), store, photos, log })
  roster.start()
  const document = new SyncedDocument({ accountId, kind: resourceListsKind, cache: new DocumentCache(database), log, onEdit() {} })
  const shape = { domain: 'example.org', listAddress: () => null }
  const sync = new RosterSync({ accountId, roster, document, store, shape, log })
  sync.start()
  sync.meet()
  document.keepLocal()
  for (let n = Number(first); ; n++) {
    const contacts = roster.contacts
    const one = contacts[n % Math.max(1, contacts.length)]
    if (n % 5 === 1 && one) roster.change(one.id, { notes: 'note ' + n, favourite: n % 2 === 0 })
    else if (n % 7 === 3 && contacts.length > 30) roster.remove(one.id)
    else if (n % 11 === 4) roster.addGroup('Group ' + (n % 6))
    else if (n % 3 === 2 && one && roster.groups[0]) roster.move(one.id, null, roster.groups[n % roster.groups.length].id, n % 2 ? null : undefined)
    else roster.add('person' + n + '@example.org', 'Person ' + n)
    process.stdout.write(n + '\\n')
    if (n % 20 === 0) await new Promise((done) => setImmediate(done))
  }
`

beforeAll(async () => {
  // Inside the checkout, so that the bundle finds its packages.
  mkdirSync(join(root, '.cache'), { recursive: true })
  writer = mkdtempSync(join(root, '.cache', 'roster-kill-'))
  writeFileSync(join(writer, 'writer.ts'), source)
  await build({
    configFile: false,
    logLevel: 'error',
    root: writer,
    resolve: { alias: [{ find: /^#contract\/(.*)$/, replacement: join(root, 'electron/contract/$1.ts') }] },
    build: {
      ssr: join(writer, 'writer.ts'),
      outDir: writer,
      emptyOutDir: false,
      rollupOptions: { external: ['libsql', 'slimdom', 'papaparse'] },
    },
  })
}, 60_000)

afterAll(() => rmSync(writer, { recursive: true, force: true }))

/** Runs the writer from `first` until it has acknowledged `enough` more, then kills it. The last it acknowledged. */
function writeUntilKilled(file: string, first: number, enough: number): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(writer, 'writer.js'), file, String(first)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let last = first - 1
    let complaints = ''
    child.stderr.on('data', (text: Buffer) => (complaints += text.toString()))
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Number(line)
      if (last - first + 1 >= enough) child.kill('SIGKILL')
    })
    child.on('close', (_code, signal) => (signal === 'SIGKILL' ? done(last) : fail(new Error(complaints))))
  })
}

test('a process killed while it edits leaves tables and document the same, with whatever it acknowledged', async () => {
  const file = join(folder(), 'dialtone.db')
  let next = 1
  for (let round = 0; round < rounds; round++) {
    const last = await writeUntilKilled(file, next, 5 + ((round * 37) % 60))
    const database = await openDatabase({ file, key: key(), log: listeningLog() })
    const device = await startDevice({ database, aor: 'anna@example.org' })
    const tables = { contacts: device.store.contacts('anna'), groups: device.store.groups('anna') }
    // What the document says changes nothing more.
    let told = 0
    const end = device.state.onEach(() => told++)
    device.roster.show(device.book())
    expect(told).toBe(0)
    end()
    expect({ contacts: device.store.contacts('anna'), groups: device.store.groups('anna') }).toEqual(tables)
    const added = tables.contacts.map(({ aor }) => Number(/\d+/.exec(aor)?.[0]))
    const isAdd = last % 5 !== 1 && last % 7 !== 3 && last % 11 !== 4 && last % 3 !== 2
    const mayBeGone = (last + 1) % 7 === 3
    if (isAdd && !mayBeGone) expect(added).toContain(last)
    await device.stop()
    database.close()
    next = last + 2
  }
}, 600_000)
