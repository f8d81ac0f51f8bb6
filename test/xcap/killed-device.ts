/** A device of Anna's in a process of its own: it says "n" when edit n stands, and renames, removes and adds for ever. */
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { resourceListsKind } from '../../electron/xcap/document-kind.ts'
import { XcapDocuments } from '../../electron/xcap/xcap-documents.ts'
import { people } from './people-editor.ts'

const [file = '', xcapRoot = '', pause, first] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn() {}, error: console.error }
const cache = new DocumentCache(await openDatabase({ file, key: null, log }))
const documents = new XcapDocuments({
  account: { id: 'a', aor: 'anna@example.org', authUser: null, xcapRoot, server: null, trustedCertificate: null },
  password: 'secret',
  cache,
  log,
  subscribe: null,
  retries: [20, 50],
})
const editor = documents.open(resourceListsKind).editor('people', people)
documents.start()
documents.setLink(1)
const uri = (n: number) => `sip:edit${n}@example.org`
for (let n = Number(first); ; n++) {
  editor.edit({ do: 'put', uri: uri(n), name: `Ärger ${n}` })
  if (n % 3 === 2) editor.edit({ do: 'rename', uri: uri(n - 1), name: `Renamed ${n}` })
  if (n % 5 === 4) editor.edit({ do: 'remove', uri: uri(n - 2) })
  process.stdout.write(`${n}\n`)
  await new Promise((done) => setTimeout(done, Number(pause)))
}
