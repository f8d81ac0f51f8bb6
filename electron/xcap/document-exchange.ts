import { detailOf, type Failure } from '#contract/failure'
import { DocumentError, XCAP_DOCUMENT_LIMIT } from '../documents/xml.ts'
import type { Log } from '../ports.ts'
import type { KeptEdit } from '../storage/document-cache.ts'
import {
  type Answered,
  arrivedIn,
  cannotInsert,
  digestOf,
  isAbsent,
  isOfAnEdit,
  isOurs,
  isThere,
  sequencesOf,
} from './answers.ts'
import { isHeeded, learnFromMet, learnFromUnmet } from './conditions.ts'
import { DocumentReader } from './document-reader.ts'
import { NextTry, type NextTryOptions } from './next-try.ts'
import { nextWrite, type Write } from './next-write.ts'
import { elementBody, selectorOf } from './node-edit.ts'
import { nodeEditFor } from './node-probe.ts'
import { RefusalSearch } from './refusal-search.ts'
import { SecondLooks } from './second-looks.ts'
import { type KeptFacts, overwrites } from './server-facts.ts'
import type { SyncedDocument } from './synced-document.ts'
import { refusalOf, type XcapClient } from './xcap-client.ts'

export type DocumentExchangeOptions<Doc> = NextTryOptions & {
  readonly document: SyncedDocument<Doc>
  readonly client: XcapClient
  readonly domain: string
  readonly selector: string
  readonly facts: KeptFacts
  readonly log: Log
}

/** go-on: look again what is to be done; rest: nothing more now, a timer or somebody else wakes us */
type Step = 'go-on' | 'rest'

/** a password that was right before is tried this slowly */
const slowly = 120_000

/**
 * Brings one document and its copy here together: read, apply what waits, write on condition that nobody wrote in between, look what
 * came of it. What a server answers is believed when the document it then gives fits.
 *
 *   look -> 200, 304 -> apply -> write on condition -> look again, 304 -> saved
 *     ^                              | 412, or another document than ours: somebody was quicker
 *     +------------------------------+
 */
export class DocumentExchange<Doc> {
  readonly #options: DocumentExchangeOptions<Doc>
  #stale = true
  /** read since the last write */
  #fresh = false
  #working = false
  #woken = false
  #stopped = false
  #unexplained = 0
  readonly #looks: SecondLooks<Doc>
  readonly #next: NextTry
  readonly #search: RefusalSearch<Doc>
  /** a single element was refused: whether it is the edit or the way it was sent shows with the whole document */
  #doubtsNodes = false
  readonly #reader: DocumentReader
  /** digests of what we wrote and of what the server made of it */
  #altered: string | null = null
  #idle: (() => void)[] = []

  constructor(options: DocumentExchangeOptions<Doc>) {
    this.#options = options
    this.#search = new RefusalSearch(options)
    this.#reader = new DocumentReader(options)
    this.#next = new NextTry(() => this.look(), options)
    this.#looks = new SecondLooks(options.document, () => {
      this.look()
      return this.settled()
    })
  }

  /** The server may have another document by now. */
  look(): void {
    this.#stale = true
    this.#wake()
  }

  /** An edit waits. While the server does not answer, it waits for the next try. */
  send(): void {
    const { state } = this.#options.document
    if (state.kind === 'waiting' && (this.#next.isSet || state.failure?.kind === 'wrong-password')) return
    this.#wake()
  }

  stop(): void {
    this.#stopped = true
    this.#next.clear()
    this.#looks.stop()
    for (const done of this.#idle.splice(0)) done()
  }

  /** Resolves when nothing is under way, nor will be in a moment: at the end of the app a server's hiccup is waited out. */
  settled(): Promise<void> {
    if (!this.#working && !this.#next.isSoon) return Promise.resolve()
    return new Promise((done) => this.#idle.push(done))
  }

  #wake(): void {
    this.#next.clear()
    this.#woken = true
    if (this.#working || this.#stopped) return
    this.#working = true
    void this.#work()
  }

  async #work(): Promise<void> {
    const { document, log } = this.#options
    try {
      while (!this.#stopped) {
        this.#woken = false
        const step = await (this.#stale ? this.#read() : this.#write())
        // Whoever heard that all was saved may have made an edit since.
        if (step === 'rest' && !(this.#woken && document.state.kind === 'saving')) break
      }
    } catch (error) {
      log.error('keeping %s equal failed: %s', document.kind.auid, detailOf(error))
      this.#later({ kind: 'unexpected', detail: detailOf(error) })
    } finally {
      this.#working = false
      if (!this.#next.isSoon || this.#stopped) for (const done of this.#idle.splice(0)) done()
    }
  }

  // --- Reading ---------------------------------------------------------------------------------------------------

  async #read(): Promise<Step> {
    const step = await this.#readNow()
    if (!this.#stopped) this.#options.document.wasAsked()
    return step
  }

  async #readNow(): Promise<Step> {
    const { document, client } = this.#options
    this.#stale = false
    const known = document.base.root === client.root ? document.base : null
    const answer = await this.#reader.look(known)
    if (this.#stopped) return 'rest'
    if (answer.kind === 'failed') return this.#later(answer.failure)
    this.#fresh = true
    if (answer.status === 304 && known !== null && known.entityTag !== null) return this.#well()
    if (isThere(answer)) return this.#take(answer) ? this.#well() : 'rest'
    if (isAbsent(answer)) {
      document.serverHasNone()
      return this.#well()
    }
    return this.#refused(answer)
  }

  /** The server's document becomes ours, and what waits here is applied to it. False where it cannot be read. */
  #take(answer: Answered, done: readonly number[] = []): boolean {
    const { document, client, log } = this.#options
    const { base } = document
    const { text, entityTag } = answer
    const same = text === base.text && base.root === client.root
    let doc: Doc
    try {
      doc = same ? base.doc : document.kind.parse(text)
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      log.warn('the document %s of the server cannot be read: %s', document.kind.auid, error.message)
      this.#later({ kind: 'documents', problem: 'unreadable', where: client.host, detail: error.message }, 'refused')
      return false
    }
    const arrived = arrivedIn(document, text, doc)
    const isNew = base.root === null && base.text !== null && document.kind.deletable !== true
    const gone = [...done, ...arrived]
    const server = { root: client.root, entityTag, text, doc }
    const again = same ? [] : this.#looks.overwritten(doc)
    if (isNew) document.serverHas(server, gone, document.everything())
    else if (again.length === 0) document.serverHas(server, gone)
    else {
      // Where they stood, or where that is not known before all that waits: they are older.
      const added = document.serverHas(
        server,
        gone,
        again.map(({ editor, edit, place = 0 }) => ({ editor, edit, place })),
      )
      this.#looks.applied(again, added)
    }
    return true
  }

  // --- Writing ---------------------------------------------------------------------------------------------------

  async #write(): Promise<Step> {
    const { document, client, facts, selector } = this.#options
    const { kind } = document
    const next = nextWrite(document, client, facts, (waiting) => this.#search.part(waiting))
    if (next.kind === 'nothing') return this.#saved()
    const { pending, isPart } = next
    if (next.kind === 'no-difference') {
      if (pending.length > 0) document.serverHas(document.base, sequencesOf(pending))
      return isPart ? 'go-on' : this.#saved()
    }
    const { text, isNew, removes, condition } = next
    if (text.length > XCAP_DOCUMENT_LIMIT) {
      const where = `${XCAP_DOCUMENT_LIMIT / 1024 / 1024} MB`
      return this.#later({ kind: 'documents', problem: 'too-large', where, detail: '' }, 'refused')
    }
    if (next.mayOverwrite && !this.#fresh) {
      // Nothing will stop us from overwriting what came since: what is there now must have been seen.
      this.#stale = true
      return 'go-on'
    }
    this.#fresh = false
    const isWhole = isNew || removes || isPart || this.#doubtsNodes || condition.kind !== 'if-match'
    // From here on they are on their way: what is done meanwhile comes after them.
    document.markSent(pending, digestOf(text))
    document.setState({ kind: 'saving' })
    const node = isWhole ? null : await nodeEditFor(this.#options, text)
    if (this.#stopped) return 'rest'
    const answer = await client.request({
      method: removes ? 'DELETE' : 'PUT',
      selector: node === null ? selector : selectorOf(selector, node),
      condition,
      ...(removes ? {} : { body: node === null ? { contentType: kind.contentType, text } : elementBody(node) }),
    })
    if (this.#stopped) return 'rest'
    if (answer.kind === 'failed') {
      // It may have arrived: the next look will tell by what is there.
      this.#stale = true
      return this.#later(answer.failure)
    }
    if (answer.status >= 200 && answer.status < 300) {
      // It worked on the probe, and not on this edit, which is right: from now on whole documents.
      if (this.#doubtsNodes && !isPart) facts.learn({ nodeEdits: 'broken' })
      this.#doubtsNodes = false
      this.#search.accepted()
      return this.#accepted(answer, next)
    }
    if (node !== null && answer.status !== 412) {
      this.#doubtsNodes = true
      this.#stale = true
      return 'go-on'
    }
    return this.#notAccepted(answer, next)
  }

  /** Success, says the server: what it has now tells whether it is ours. */
  async #accepted(answer: Answered, written: Write<Doc>): Promise<Step> {
    const { document, client, facts, log } = this.#options
    const { pending, text, doc, isNew } = written
    const done = sequencesOf(pending)
    learnFromMet(written.condition, facts)
    const isProtected = isHeeded(written.condition, isNew, facts)
    if (!isProtected && !written.removes) this.#looks.unprotected(isNew ? document.everything() : pending)
    else if (facts.current.overwrites || overwrites(client.software)) this.#looks.guarded(pending)
    else this.#looks.settled()
    const found = await this.#reader.get(answer.entityTag)
    if (this.#stopped) return 'rest'
    if (found.kind === 'failed') {
      this.#stale = true
      return this.#later(found.failure)
    }
    if (written.removes && isAbsent(found)) {
      document.serverHas({ root: null, entityTag: null, text: null, doc }, done)
      return this.#well()
    }
    if (found.status === 304) {
      document.serverHas({ root: client.root, entityTag: answer.entityTag, text, doc }, done)
      return this.#well()
    }
    if (!isThere(found)) return this.#refused(isAbsent(found) ? { ...found, status: 409, text: cannotInsert } : found)
    if (isOurs(document.kind, found.text, text)) {
      document.serverHas({ root: client.root, entityTag: found.entityTag, text: found.text, doc }, done)
      return this.#well()
    }
    // Somebody wrote after us, or at the very same time: OpenXCAP and Kamailio look at the condition first and write later. Whose
    // document has nothing of ours in it has not seen it, and ours is applied again.
    const pair = digestOf(text) + digestOf(found.text)
    const alters = this.#altered === pair
    this.#altered = pair
    if (alters) log.warn('%s does not keep %s as it was sent', client.host, document.kind.auid)
    const seen = alters || (isProtected && this.#shows(found.text, pending))
    if (!seen && isProtected) {
      facts.learn({ overwrites: true })
      // They wait still and go with the next write: that does not count as applied again.
      this.#looks.takeBack(pending)
    }
    if (!this.#take(found, seen ? done : [])) return 'rest'
    return seen ? this.#well() : this.#conflict()
  }

  #shows(text: string, edits: readonly KeptEdit[]): boolean {
    const { document } = this.#options
    try {
      return this.#looks.shows(document.kind.parse(text), edits, document.base.doc)
    } catch {
      return false
    }
  }

  async #notAccepted(answer: Answered, written: Write<Doc>): Promise<Step> {
    const { document, client, facts } = this.#options
    if (answer.status === 412 && written.condition.kind === 'if-match' && facts.current.heedsIfMatch === null) {
      facts.learn({ heedsIfMatch: true })
      return 'go-on'
    }
    const { base, kind } = document
    const before = base.root === client.root ? base.entityTag : null
    const found = await this.#reader.get(null)
    if (this.#stopped) return 'rest'
    if (found.kind === 'failed') {
      this.#stale = true
      return this.#later(found.failure)
    }
    const there = isThere(found)
    if (there && isOurs(kind, found.text, written.text))
      return this.#take(found, sequencesOf(written.pending)) ? this.#well() : 'rest'
    const moved = there ? found.entityTag !== before || before === null : !written.isNew && isAbsent(found)
    if (moved) {
      if (answer.status === 412) learnFromUnmet(written.condition, facts)
      if (there ? !this.#take(found) : false) return 'rest'
      if (!there) document.serverHasNone()
      return this.#conflict()
    }
    if (answer.status === 412 && written.condition.kind !== 'none') {
      // The condition was met. Twice so, and never otherwise: this server does not know how to keep one.
      if (++this.#unexplained > 1 && !facts.current.meetsConditions) facts.learn({ refusesConditions: true })
      this.#fresh = true
      return this.#conflict()
    }
    if (written.removes && isAbsent(found)) {
      document.serverHas({ root: null, entityTag: null, text: null, doc: kind.empty() }, sequencesOf(written.pending))
      return this.#well()
    }
    return isOfAnEdit(answer) && !written.removes ? this.#withoutRefused(answer, written) : this.#refused(answer)
  }

  async #withoutRefused(answer: Answered, written: Write<Doc>): Promise<Step> {
    const next = await this.#search.refused(answer, written)
    if (this.#stopped) return 'rest'
    if (next.kind === 'set-aside') this.#doubtsNodes = false
    else if (next.kind !== 'go-on') this.#stale = true
    switch (next.kind) {
      case 'go-on':
      case 'look':
      case 'set-aside':
        return 'go-on'
      case 'conflict':
        return this.#conflict()
      case 'failed':
        return this.#later(next.failure)
      case 'give-up':
        return this.#refused(answer)
    }
  }

  /** Somebody was quicker: again. */
  async #conflict(): Promise<Step> {
    if (await this.#next.afterConflict()) return 'go-on'
    return this.#later({ kind: 'documents', problem: 'busy', where: this.#options.client.host, detail: '' })
  }

  // --- What is shown, and when to try again ---------------------------------------------------------------------

  #well(): Step {
    this.#next.answered()
    return 'go-on'
  }

  #saved(): Step {
    this.#next.done()
    this.#altered = null
    this.#options.document.setState({ kind: 'saved' })
    return this.#stale ? 'go-on' : 'rest'
  }

  #refused(answer: Answered): Step {
    const { client, domain, document, log } = this.#options
    const failure = refusalOf(answer, { host: client.host, domain })
    log.warn('%s answered %d for %s', client.host, answer.status, document.kind.auid)
    this.#stale = true
    const final = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408
    return this.#later(failure, final ? 'refused' : 'waiting', answer.retryAfter)
  }

  /** Nothing is lost meanwhile: the edits stand in the journal. */
  #later(failure: Failure, kind: 'waiting' | 'refused' = 'waiting', after: number | null = null): 'rest' {
    const { client, document } = this.#options
    document.setState({ kind, failure })
    this.#next.clear()
    const refused = failure.kind === 'wrong-password'
    // A password that was never right is tried again at the next link, not by a clock: accounts get locked.
    if (!this.#stopped && (client.letIn || !refused)) this.#next.set(refused ? slowly : null, after)
    return 'rest'
  }
}
