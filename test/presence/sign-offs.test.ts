import { expect, test } from 'vitest'
import { noSignOff } from '#contract/privacy'
import { buildPresence } from '../../electron/documents/pidf.ts'
import { allLevels } from '../../electron/presence/policy.ts'
import { hardStateKind, SignOffs } from '../../electron/presence/sign-offs.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { DocumentCache } from '../../electron/storage/document-cache.ts'
import { XcapDocuments } from '../../electron/xcap/xcap-documents.ts'
import { fakeLog } from './fakes.ts'

const account = {
  id: 'a',
  aor: 'anna@example.org',
  authUser: null,
  xcapRoot: null,
  server: null,
  trustedCertificate: null,
}
const theirs = `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:anna@example.org"><tuple id="desk">
  <status><basic>closed</basic></status><note>Ask at the desk</note></tuple></presence>`

async function signOffs() {
  const database = await openDatabase({ file: null, key: null, log: fakeLog() })
  const cache = new DocumentCache(database)
  const documents = new XcapDocuments({ account, password: '', cache, log: fakeLog(), subscribe: null })
  const offs = new SignOffs({
    aor: account.aor,
    documents,
    plan: () => ({ ...noSignOff, atQuit: true, note: 'On the train' }),
    cap: () => allLevels,
    profile: () => 'full',
    onChange: () => {},
    othersInUse: () => false,
    onDue: () => {},
    now: () => Date.parse('2026-11-20T17:00:00Z'),
  })
  const document = documents.open(hardStateKind)
  /** found on the server */
  const server = (text: string) =>
    document.serverHas(
      { root: 'https://xcap.example.org', entityTag: null, text, doc: hardStateKind.parse(text) },
      document.edits.map(({ sequence }) => sequence),
    )
  return { offs, document, server, text: () => buildPresence(document.current) }
}

test('what another program says for the time away is not taken away by a sign-in', async () => {
  const { offs, document, server, text } = await signOffs()
  offs.start()
  server(theirs)
  expect(document.edits).toEqual([])
  expect(text()).toContain('Ask at the desk')
  offs.stop()
})

test('ours stands beside it while the user is away, and is taken back alone', async () => {
  const { offs, document, server, text } = await signOffs()
  offs.start()
  server(theirs)
  offs.write()
  // Not before the server has it.
  expect(offs.state.standing.kind).toBe('none')
  expect(text()).toContain('On the train')
  expect(text()).toContain('Ask at the desk')
  server(text())
  document.setState({ kind: 'saved' })
  expect(offs.state.standing.kind).toBe('written')
  offs.clear()
  expect(text()).not.toContain('train')
  expect(text()).toContain('Ask at the desk')
  offs.stop()
})

test('what another device of ours left there is taken back where somebody is here again', async () => {
  const away = await signOffs()
  away.offs.write()
  const left = away.text()
  const { offs, server, text } = await signOffs()
  offs.start()
  server(left)
  expect(text()).not.toContain('train')
  offs.stop()
})
