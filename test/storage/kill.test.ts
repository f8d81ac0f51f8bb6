import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'
import { folder, key, listeningLog } from './fixture.ts'

const root = resolve(import.meta.dirname, '../..')
const prove = process.env.DIALTONE_PROVE === '1'
const rounds = prove ? 60 : 3

let writer: string

/** The real store in a process of its own: it writes "n" after message n is stored, as 200 OK would be sent. */
const source = `
  import { openDatabase } from '${join(root, 'electron/storage/database.ts')}'
  import { MessageStore } from '${join(root, 'electron/storage/message-store.ts')}'
  const [file, first] = process.argv.slice(2)
  const log = { debug() {}, info() {}, warn: console.error, error: console.error }
  const store = new MessageStore(await openDatabase({ file, key: new Uint8Array(32).fill(7), log }))
  for (let n = Number(first); ; n++) {
    const aor = n % 2 ? 'maya@dialtone.test' : 'luis@dialtone.test'
    const message = { id: 'm' + n, accountId: 'anna', aor, text: 'text ' + n, at: n }
    if (n % 3) store.insertIncoming({ ...message, messageId: 'x' + n, read: false })
    else {
      store.insertOutgoing({ ...message, messageId: 'x' + n })
      store.setDelivery('m' + n, { kind: 'sending' })
    }
    process.stdout.write(n + '\\n')
    if (n % 20 === 0) await new Promise((done) => setImmediate(done))
  }
`

beforeAll(async () => {
  // Inside the checkout, so that the bundle finds libsql.
  mkdirSync(join(root, '.cache'), { recursive: true })
  writer = mkdtempSync(join(root, '.cache', 'kill-test-'))
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
      rollupOptions: { external: ['libsql'] },
    },
  })
}, 30_000)

afterAll(() => rmSync(writer, { recursive: true, force: true }))

/** Runs the writer from `first` until it has acknowledged `enough` more, then kills it. The last it acknowledged. */
function writeUntilKilled(file: string, first: number, enough: number): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(writer, 'writer.js'), file, String(first)])
    let last = first - 1
    let errors = ''
    child.stderr.on('data', (data) => {
      errors += String(data)
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Number(line)
      if (last >= first + enough) child.kill('SIGKILL')
    })
    child.on('close', (_code, signal) => (signal === 'SIGKILL' ? done(last) : fail(new Error(errors))))
  })
}

test('a process killed while it writes has stored whatever it acknowledged, and nothing by half', {
  timeout: prove ? 300_000 : 30_000,
}, async () => {
  const file = join(folder(), 'dialtone.db')
  let next = 0
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await writeUntilKilled(file, next, 5 + ((round * 37) % 200))
    const log = listeningLog()
    const database = await openDatabase({ file, key: key(7), log })
    const store = new MessageStore(database)
    expect(database.setAside).toBeNull()
    expect(log.lines).toEqual([])
    expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
    const stored = new Set(database.all<{ id: string }>('SELECT id FROM messages').map((row) => row.id))
    for (let n = 0; n <= acknowledged; n++) expect(stored).toContain(`m${n}`)
    // One more may have been stored whose acknowledgement was not read any more.
    next = stored.size
    for (const conversation of store.conversations('anna')) {
      const messages = store.range('anna', conversation.aor, 0, conversation.total + 10)
      expect(messages.map((message) => message.index)).toEqual(messages.map((_, index) => index))
      expect(conversation.total).toBe(messages.length)
      expect(conversation.unread).toBe(messages.filter((message) => message.direction === 'in').length)
    }
    database.close()
  }
  expect(next).toBeGreaterThan(rounds * 5)
})
