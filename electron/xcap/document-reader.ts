import { type KeptFacts, overwrites } from './server-facts.ts'
import type { XcapAnswer, XcapClient } from './xcap-client.ts'

export type DocumentReaderOptions = {
  readonly client: XcapClient
  readonly selector: string
  readonly facts: KeptFacts
}

/** Asks for one document, and for all of it only where that may be another one. */
export class DocumentReader {
  readonly #options: DocumentReaderOptions
  /** the entity-tag of which it is known that the document we have is its own */
  #sure: string | null = null

  constructor(options: DocumentReaderOptions) {
    this.#options = options
  }

  /** `known`: what this server had when it was last asked. */
  async look(known: { readonly entityTag: string | null; readonly text: string | null } | null): Promise<XcapAnswer> {
    const tag = known?.entityTag ?? null
    const answer = await this.get(this.#isSure(tag) ? tag : null)
    const isAnswered = answer.kind === 'answered' && answer.status === 200
    if (isAnswered && tag !== null && answer.entityTag === tag && answer.text === known?.text) this.#sure = tag
    return answer
  }

  /** `tag`: where the document is still that one, the server says so and sends nothing. */
  get(tag: string | null): Promise<XcapAnswer> {
    const { client, selector } = this.#options
    const condition = tag === null ? ({ kind: 'none' } as const) : ({ kind: 'if-none-match', tag } as const)
    return client.request({ method: 'GET', selector, condition })
  }

  /**
   * Where two wrote at once, Kamailio was seen to keep the one's document under the entity-tag of the other's, and says 304 to it ever
   * after. So a document of a server that looks first and writes later is asked for once more, without a condition.
   */
  #isSure(tag: string | null): boolean {
    const { client, facts } = this.#options
    return tag === this.#sure || !(facts.current.overwrites || overwrites(client.software))
  }
}
