/** The real store in a process of its own: it writes "n" after message n is stored, as 200 OK would be sent. */
import { openDatabase } from '../../electron/storage/database.ts'
import { MessageStore } from '../../electron/storage/message-store.ts'

const [file = '', first] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn: console.error, error: console.error }
const store = new MessageStore(await openDatabase({ file, key: new Uint8Array(32).fill(7), log }))
for (let n = Number(first); ; n++) {
  const aor = n % 2 ? 'maya@dialtone.test' : 'luis@dialtone.test'
  const message = { id: `m${n}`, accountId: 'anna', aor, text: `text ${n}`, at: n }
  if (n % 3) store.insertIncoming({ ...message, messageId: `x${n}`, read: false })
  else {
    store.insertOutgoing({ ...message, messageId: `x${n}` })
    store.setDelivery(`m${n}`, { kind: 'sending' })
  }
  process.stdout.write(`${n}\n`)
  if (n % 20 === 0) await new Promise((done) => setImmediate(done))
}
