import type { ChatMessage } from '#contract/messaging'

/** Asks main for `count` messages from `from`; null when it could not. */
export type FetchRange = (from: number, count: number) => Promise<readonly ChatMessage[] | null>

export type PagesSettings = { readonly pageSize: number; readonly maxPages: number; readonly maxRequests: number }

const usual: PagesSettings = { pageSize: 100, maxPages: 30, maxRequests: 2 }

type Page = { readonly messages: Map<number, ChatMessage>; usedAt: number }

/**
 * The messages of one conversation that are near the screen, read in pages by index. What scrolls past unseen is never asked
 * for: each `want` replaces the queue. The least recently shown pages are let go.
 *   unknown -> queued -> asked -> held -> let go
 */
export class MessagePages {
  private readonly pages = new Map<number, Page>()
  private readonly asked = new Set<number>()
  /** came as a change while its page was being read: newer than what the read brings */
  private readonly arrived = new Map<number, ChatMessage>()
  private readonly listeners = new Set<() => void>()
  private readonly settings: PagesSettings
  private readonly fetchRange: FetchRange
  private queue: readonly number[] = []
  private wanted: ReadonlySet<number> = new Set()
  private total = 0
  private uses = 0
  private generation = 0
  private version = 0
  private failed = false

  constructor(fetchRange: FetchRange, settings: Partial<PagesSettings> = {}) {
    this.fetchRange = fetchRange
    this.settings = { ...usual, ...settings }
  }

  /** For useSyncExternalStore: changes whenever something shown may have changed. */
  readonly snapshot = (): number => this.version
  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  get unreadable(): boolean {
    return this.failed
  }

  get heldPages(): number {
    return this.pages.size
  }

  get(index: number): ChatMessage | null {
    return this.pages.get(this.pageOf(index))?.messages.get(index) ?? null
  }

  setTotal(total: number): void {
    this.total = total
  }

  /** The indexes on screen, inclusive, and as many around them as a page holds. */
  want(from: number, to: number): void {
    if (this.total === 0) return
    const first = this.pageOf(Math.max(0, from))
    const last = this.pageOf(Math.min(this.total - 1, Math.max(0, to)))
    const pages = range(first, last)
    this.wanted = new Set(pages)
    this.uses += 1
    for (const page of pages) {
      const held = this.pages.get(page)
      if (held) held.usedAt = this.uses
    }
    if (this.failed) return
    this.queue = pages.filter((page) => this.incomplete(page) && !this.asked.has(page))
    this.ask()
  }

  /** A live change: a new message, or a new delivery of one we show. */
  apply(message: ChatMessage): void {
    const number = this.pageOf(message.index)
    if (this.asked.has(number)) this.arrived.set(message.index, message)
    const page = this.pages.get(number)
    if (page) page.messages.set(message.index, message)
    // A page that starts with this message holds nothing earlier, so it is complete as it is.
    else if (message.index % this.settings.pageSize === 0 && !this.asked.has(number)) this.hold(number, [message])
    else return
    this.changed()
  }

  /** Main's state was read afresh: what is held may be old. */
  reset(): void {
    this.generation += 1
    this.asked.clear()
    this.arrived.clear()
    this.pages.clear()
    this.failed = false
    this.queue = [...this.wanted]
    this.ask()
    this.changed()
  }

  tryAgain(): void {
    this.failed = false
    this.queue = [...this.wanted].filter((page) => this.incomplete(page))
    this.ask()
    this.changed()
  }

  private ask(): void {
    while (this.queue.length > 0 && this.asked.size < this.settings.maxRequests) {
      const [page, ...rest] = this.queue as readonly [number, ...number[]]
      this.queue = rest
      this.asked.add(page)
      void this.read(page)
    }
  }

  private async read(page: number): Promise<void> {
    const generation = this.generation
    const { pageSize } = this.settings
    const messages = await this.fetchRange(page * pageSize, pageSize).catch(() => null)
    if (generation !== this.generation) return
    this.asked.delete(page)
    if (messages) {
      const newer = [...this.arrived.values()].filter((message) => this.pageOf(message.index) === page)
      for (const message of newer) this.arrived.delete(message.index)
      this.hold(page, [...messages, ...newer])
    } else this.failed = true
    this.ask()
    this.changed()
  }

  private hold(page: number, messages: readonly ChatMessage[]): void {
    const held = this.pages.get(page)?.messages ?? new Map<number, ChatMessage>()
    for (const message of messages) if (this.pageOf(message.index) === page) held.set(message.index, message)
    this.pages.set(page, { messages: held, usedAt: this.uses })
    const spare = [...this.pages]
      .filter(([number]) => !this.wanted.has(number) && number !== page)
      .sort(([, a], [, b]) => a.usedAt - b.usedAt)
    for (const [number] of spare.slice(0, Math.max(0, this.pages.size - this.settings.maxPages)))
      this.pages.delete(number)
  }

  private incomplete(page: number): boolean {
    const expected = Math.min(this.settings.pageSize, this.total - page * this.settings.pageSize)
    return (this.pages.get(page)?.messages.size ?? 0) < expected
  }

  private pageOf(index: number): number {
    return Math.floor(index / this.settings.pageSize)
  }

  private changed(): void {
    this.version += 1
    for (const listener of this.listeners) listener()
  }
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
