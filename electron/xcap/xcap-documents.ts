import type { AccountId } from '#contract/account'
import type { DocumentServer, ServerDocuments } from '#contract/server-documents'
import { background, type Log } from '../ports.ts'
import { domainOf } from '../sip/address.ts'
import type { DocumentCache } from '../storage/document-cache.ts'
import { findServer, type TextResolver } from './discovery.ts'
import { DocumentExchange } from './document-exchange.ts'
import type { DocumentKind } from './document-kind.ts'
import { DocumentWatch, type Subscribe } from './document-watch.ts'
import { addressOf, documentSelector, nodeSelector } from './selectors.ts'
import { KeptFacts, type ServerFacts } from './server-facts.ts'
import { SyncedDocument } from './synced-document.ts'
import type { XcapClient } from './xcap-client.ts'

export type XcapDocumentsOptions = {
  readonly account: {
    readonly id: AccountId
    readonly aor: string
    readonly authUser: string | null
    readonly xcapRoot: string | null
    readonly server: string | null
    readonly trustedCertificate: string | null
  }
  readonly password: string
  readonly cache: DocumentCache
  readonly log: Log
  /** null: nobody tells of changes */
  readonly subscribe: Subscribe | null
  readonly resolveTexts?: TextResolver
  readonly random?: () => number
  /** milliseconds until what failed is tried again, the first time, the second ... */
  readonly retries?: readonly number[]
}

/** What is known of the server that keeps this account's documents. */
export type XcapServer = ServerFacts & { readonly root: string; readonly client: XcapClient }

/** How often the server is asked whether anything changed, where it does not say so by itself. */
const whileInUse = 60_000
const whileUnused = 600_000
/** Where it does say so, one may still be lost. */
const whenTold = 900_000
const searches = [30_000, 120_000, 600_000]

type Opened = {
  readonly document: SyncedDocument<unknown>
  readonly selector: string
  exchange: DocumentExchange<unknown> | null
}

/**
 * The documents of one account, each kept equal here and on its XCAP server. Open and edit them at any time: what is kept here is
 * there at once, and the server is looked for when the link is up. `start` after the editors are there.
 */
export class XcapDocuments {
  readonly #options: XcapDocumentsOptions
  readonly #open = new Map<string, Opened>()
  readonly #listeners = new Set<(overview: ServerDocuments) => void>()
  #server: DocumentServer = { kind: 'looking' }
  #client: XcapClient | null = null
  #facts: KeptFacts | null = null
  #watch: DocumentWatch | null = null
  #running = false
  #linkedSince: number | null = null
  #inUse = true
  #searching: Promise<void> | null = null
  #searches = 0
  #search: ReturnType<typeof setTimeout> | null = null
  #poll: ReturnType<typeof setTimeout> | null = null
  #lookedAt = 0

  constructor(options: XcapDocumentsOptions) {
    this.#options = options
  }

  /** null: none, or not found yet */
  get server(): XcapServer | null {
    if (this.#client === null || this.#facts === null) return null
    return { ...this.#facts.current, root: this.#client.root, client: this.#client }
  }

  get overview(): ServerDocuments {
    const states = [...this.#open.values()].map(({ document }) => [document.kind.auid, document.state] as const)
    const refused = [...this.#open.values()].flatMap(({ document }) => document.refused)
    return { server: this.#server, documents: Object.fromEntries(states), refused }
  }

  /** How the documents stand with the server, whenever that changes. */
  onChange(listener: (overview: ServerDocuments) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The address of a document of this user, relative to the root. */
  selectorOf(auid: string, path = 'index'): string {
    return documentSelector(auid, `sip:${this.#options.account.aor}`, path)
  }

  /** The absolute address of a top-level list in resource-lists (RFC 4826 4); null while no server is known. */
  listAddress(name: string): string | null {
    if (this.#client === null) return null
    const steps = [{ name: 'resource-lists' }, { name: 'list', attribute: { name: 'name', value: name } }]
    return addressOf(this.#client.root, nodeSelector(this.selectorOf('resource-lists'), steps))
  }

  /** The same one for whoever opens the same document: several editors share it. */
  open<Doc>(kind: DocumentKind<Doc>): SyncedDocument<Doc> {
    const name = `${kind.auid}/${kind.path}`
    const known = this.#open.get(name)
    if (known !== undefined) return known.document as unknown as SyncedDocument<Doc>
    const { account, cache, log } = this.#options
    const onEdit = () => this.#open.get(name)?.exchange?.send()
    const onRefused = () => this.#tell()
    const document = new SyncedDocument({ accountId: account.id, kind, cache, log, onEdit, onRefused })
    document.onState(() => this.#tell())
    const selector = this.selectorOf(kind.auid, kind.path)
    const opened: Opened = { document: document as unknown as SyncedDocument<unknown>, selector, exchange: null }
    this.#open.set(name, opened)
    if (this.#running) this.#connect(opened)
    return document
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    for (const opened of this.#open.values()) this.#connect(opened)
    // What was refused in an earlier run is said in this one.
    this.#tell()
    if (this.#linkedSince !== null) this.#find()
  }

  /** Ends; what was not sent is sent by the next start. */
  async stop(): Promise<void> {
    this.#running = false
    const watch = this.#watch
    this.#forgetServer()
    this.#listeners.clear()
    await watch?.stop()
  }

  /** Since when the link to the account's SIP server is up, null while it is not: each new link is a good moment to look. */
  setLink(since: number | null): void {
    if (since === this.#linkedSince) return
    this.#linkedSince = since
    this.#searches = 0
    if (since === null || !this.#running) return
    if (this.#client === null) this.#find()
    else this.#lookAtAll()
  }

  /** While somebody sits before the screen, changes by other devices are looked for more often. */
  setInUse(inUse: boolean): void {
    if (this.#inUse === inUse) return
    this.#inUse = inUse
    if (inUse && this.#client !== null && Date.now() - this.#lookedAt > whileInUse) this.#lookAtAll()
    else this.#schedulePoll()
  }

  /** An edit that the server refused is sent once more. */
  tryAgain(id: number): void {
    for (const { document } of this.#open.values()) document.tryAgain(id)
  }

  /** An edit that the server refused was never made. */
  forget(id: number): void {
    for (const { document } of this.#open.values()) document.forget(id)
  }

  /**
   * What the server has is written to it once more as it is, so that what follows from it there follows again. On condition that it is
   * still the same; nothing is done while something waits, or where nobody heeds a condition.
   */
  writeAgain({ auid, path, contentType }: Pick<DocumentKind<unknown>, 'auid' | 'path' | 'contentType'>): void {
    const opened = this.#open.get(`${auid}/${path}`)
    const client = this.#client
    if (opened === undefined || client === null || this.#facts?.current.heedsIfMatch === false) return
    const { base, state } = opened.document
    if (state.kind !== 'saved' || base.root !== client.root || base.text === null || base.entityTag === null) return
    const condition = { kind: 'if-match', tag: base.entityTag } as const
    const body = { contentType, text: base.text }
    const write = client.request({ method: 'PUT', selector: opened.selector, condition, body })
    // Whatever came of it: it has another entity-tag now, or somebody was quicker.
    background(
      this.#options.log,
      write.then(() => opened.exchange?.look()),
      `writing ${auid} again`,
    )
  }

  /** Resolves when everything that waits has been sent, or has failed to be; at once where there is no server. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async ({ exchange }) => exchange?.settled()))
  }

  // ---------------------------------------------------------------------------------------------------------------

  #find(): void {
    if (this.#searching !== null || !this.#running) return
    if (this.#search !== null) clearTimeout(this.#search)
    this.#search = null
    this.#searching = this.#findNow().finally(() => {
      this.#searching = null
    })
  }

  async #findNow(): Promise<void> {
    const { account, password, log } = this.#options
    const domain = domainOf(account.aor)
    const user = account.authUser ?? account.aor.slice(0, account.aor.lastIndexOf('@'))
    const outcome = await findServer({ ...account, domain, user, password }, this.#options.resolveTexts)
    if (!this.#running) {
      if (outcome.kind === 'found') outcome.client.close()
      return
    }
    switch (outcome.kind) {
      case 'found':
        log.info('the documents of %s are at %s', account.aor, outcome.client.root)
        this.#use(outcome.client, outcome.auids)
        return
      case 'confirm':
        this.#setServer({ kind: 'confirm', root: outcome.root, host: outcome.host })
        this.#keepLocal()
        return
      case 'none':
        // Said once, by the state; looked for again at each link.
        this.#setServer({ kind: 'none' })
        this.#keepLocal()
        return
      case 'failed': {
        this.#setServer({ kind: 'failed', failure: outcome.failure })
        for (const { document } of this.#open.values()) document.setState({ kind: 'waiting', failure: outcome.failure })
        if (outcome.failure.kind === 'wrong-password') return
        const rest = searches[Math.min(this.#searches++, searches.length - 1)] ?? 0
        this.#search = setTimeout(() => this.#find(), rest)
      }
    }
  }

  #keepLocal(): void {
    for (const { document } of this.#open.values()) document.keepLocal()
  }

  #use(client: XcapClient, auids: readonly string[]): void {
    const { account, cache, log, subscribe } = this.#options
    this.#client = client
    this.#facts = new KeptFacts(cache, account.id, client.root)
    this.#facts.learn({ auids })
    this.#setServer({ kind: 'found', root: client.root })
    for (const opened of this.#open.values()) this.#connect(opened)
    this.#lookedAt = Date.now()
    this.#schedulePoll()
    if (subscribe === null || this.#open.size === 0) return
    this.#watch = new DocumentWatch({
      root: client.root,
      log,
      subscribe,
      documents: () =>
        [...this.#open.values()].map(({ document, selector, exchange }) => ({
          selector,
          entityTag: document.base.entityTag,
          look: () => exchange?.look(),
        })),
    })
    this.#watch.start()
  }

  /** As far as the server is known. */
  #connect(opened: Opened): void {
    const { account, log, random, retries } = this.#options
    const { document, selector } = opened
    const client = this.#client
    const facts = this.#facts
    if (client === null || facts === null) {
      if (this.#server.kind === 'none' || this.#server.kind === 'confirm') document.keepLocal()
      return
    }
    if (opened.exchange !== null) return
    const { auids } = facts.current
    if (auids.length > 0 && !auids.includes(document.kind.auid)) {
      log.info('%s keeps no %s', client.host, document.kind.auid)
      document.keepLocal()
      return
    }
    const domain = domainOf(account.aor)
    opened.exchange = new DocumentExchange({
      document,
      client,
      domain,
      selector,
      facts,
      log,
      random,
      retries,
    })
    document.retryElsewhere(client.root)
    opened.exchange.look()
  }

  #lookAtAll(): void {
    this.#lookedAt = Date.now()
    for (const { exchange } of this.#open.values()) exchange?.look()
    this.#schedulePoll()
  }

  #schedulePoll(): void {
    if (this.#poll !== null) clearTimeout(this.#poll)
    this.#poll = null
    if (this.#client === null) return
    const told = this.#watch?.tells === true
    this.#poll = setTimeout(() => this.#lookAtAll(), told ? whenTold : this.#inUse ? whileInUse : whileUnused)
  }

  #forgetServer(): void {
    for (const timer of [this.#poll, this.#search]) if (timer !== null) clearTimeout(timer)
    this.#poll = null
    this.#search = null
    for (const opened of this.#open.values()) {
      opened.exchange?.stop()
      opened.exchange = null
    }
    this.#client?.close()
    this.#client = null
    this.#facts = null
    this.#watch = null
  }

  #setServer(server: DocumentServer): void {
    this.#server = server
    this.#tell()
  }

  #tell(): void {
    const { overview } = this
    for (const listener of [...this.#listeners]) listener(overview)
  }
}
