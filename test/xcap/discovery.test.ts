import { describe, expect, onTestFinished, test } from 'vitest'
import { parseResourceLists } from '../../electron/documents/resource-lists.ts'
import { buildXcapDiff } from '../../electron/documents/xcap-diff.ts'
import { findServer, type TextResolver } from '../../electron/xcap/discovery.ts'
import { DocumentWatch } from '../../electron/xcap/document-watch.ts'
import { put, silent, startDevice, startServer, until } from './fixture.ts'

const account = {
  domain: 'example.invalid',
  xcapRoot: null,
  user: 'anna',
  password: 'secret',
  trustedCertificate: null,
  server: null,
}

const dnsError = (code: string): Error => Object.assign(new Error(code), { code })
const says =
  (...texts: readonly string[]): TextResolver =>
  (name) =>
    name === 'xcap.example.invalid'
      ? Promise.resolve(texts.map((text) => [text.slice(0, 9), text.slice(9)]))
      : Promise.reject(dnsError('ENOTFOUND'))

describe('where the documents of an account are', () => {
  test('as the user typed it, and what it can do is asked', async () => {
    const server = await startServer()
    const outcome = await findServer({ ...account, xcapRoot: server.root }, () => expect.unreachable())
    expect(outcome).toMatchObject({ kind: 'found', auids: server.auids })
    if (outcome.kind === 'found') outcome.client.close()
  })

  test('one without xcap-caps is believed when the user named it', async () => {
    const server = await startServer()
    server.auids = null
    expect(await findServer({ ...account, xcapRoot: server.root }, () => expect.unreachable())).toMatchObject({
      kind: 'found',
      auids: [],
    })
  })

  test('a server that DNS names in another domain waits for the word of the user', async () => {
    expect(await findServer(account, says('https://xcap.elsewhere.invalid/root'))).toEqual({
      kind: 'confirm',
      root: 'https://xcap.elsewhere.invalid/root',
      host: 'xcap.elsewhere.invalid',
    })
  })

  test.each(['https://example.invalid.evil.invalid/', 'https://evilexample.invalid/'])(
    'a domain that only looks like ours is another: %s',
    async (root) => {
      expect(await findServer(account, says(root))).toMatchObject({ kind: 'confirm' })
    },
  )

  test('one in the own domain is asked at once', async () => {
    expect(await findServer(account, says('https://docs.example.invalid/root'))).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unknown-host', host: 'docs.example.invalid' },
    })
  })

  test.each(['http://xcap.example.invalid/', 'v=spf1 -all', 'https://anna:pw@xcap.example.invalid/'])(
    'DNS cannot send us to %s',
    async (text) => {
      expect(await findServer(account, says(text))).toEqual({ kind: 'none' })
    },
  )

  test('nothing anywhere is none; a DNS that does not answer is not', async () => {
    expect(await findServer(account, () => Promise.reject(dnsError('ENOTFOUND')))).toEqual({ kind: 'none' })
    expect(await findServer(account, () => Promise.reject(dnsError('ETIMEOUT')))).toMatchObject({ kind: 'failed' })
  })

  test('a server in another domain gets no request before the user agrees', async () => {
    const anna = await startDevice(null, {
      account: { aor: 'anna@example.invalid' },
      resolveTexts: says('https://xcap.elsewhere.invalid/root'),
    })
    await until(() => anna.documents.overview.server.kind === 'confirm')
    anna.people.edit(put('Bob'))
    expect(anna.lists.state).toEqual({ kind: 'local' })
  })
})

describe('changes told by the server (RFC 5875)', () => {
  const root = 'https://xcap.example.org/root'
  const selector = 'resource-lists/users/sip:anna@example.org/index'

  function watch(entityTag: string | null) {
    let notify: (told: { readonly contentType: string | null; readonly body: string }) => void = () => {}
    let asked = ''
    let looks = 0
    const watching = new DocumentWatch({
      root,
      log: silent,
      documents: () => [{ selector, entityTag, look: () => looks++ }],
      subscribe: ({ body }) => {
        asked = body.text
        return {
          start: () => {},
          stop: () => Promise.resolve(),
          onNotify: (listener) => {
            notify = listener
            return () => {}
          },
        }
      },
    })
    onTestFinished(() => watching.stop())
    const tell = (body: string) => notify({ contentType: 'application/xcap-diff+xml', body })
    return { asked, tell, looks: () => looks, watching }
  }
  const change = (said: string, newTag: string | null) =>
    buildXcapDiff({
      root: `${root}/`,
      nodes: [],
      documents: [{ selector: said, previousTag: null, newTag, bodyUnchanged: false }],
    })

  test('the documents are listed relative to the root, as they are', () => {
    const { lists } = parseResourceLists(watch(null).asked)
    expect(lists[0]?.items).toMatchObject([{ kind: 'entry', uri: selector }])
  })

  test.each([selector, `${root}/${selector}`, selector.replace('sip:anna@', 'sip%3Aanna%40')])(
    'another tag is looked for, however it is named: %s',
    (said) => {
      const watched = watch('"t1"')
      watched.tell(change(said, 't1'))
      expect(watched.looks()).toBe(0)
      watched.tell(change(said, 't2'))
      expect(watched.looks()).toBe(1)
    },
  )

  test('a removal is looked at', () => {
    const watched = watch('"t1"')
    watched.tell(change(selector, null))
    expect(watched.looks()).toBe(1)
  })

  test('another document is not ours to look at', () => {
    const watched = watch('"t1"')
    watched.tell(change('rls-services/users/sip:anna@example.org/index', 't2'))
    expect(watched.looks()).toBe(0)
  })

  test('an empty first word, and one that cannot be read, make us look ourselves', () => {
    const watched = watch('"t1"')
    watched.tell('')
    watched.tell('<xcap-diff')
    expect(watched.looks()).toBe(2)
    expect(watched.watching.tells).toBe(false)
  })
})
