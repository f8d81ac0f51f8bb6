import { type Document, parseXmlDocument } from 'slimdom'
import { type Asking, type Granted, grantedTo, nextBoundary } from './granted-permissions.ts'
import { composed, filtered, type StatusReading, sphereIn, unavailable } from './privacy-filter.ts'

export type Publication = { entityTag: string; body: string; expiresAt: number }

/** Whose presence is told: what is published of him, by each device, and his rules. */
export class WatchedResource {
  readonly uri: string
  readonly publications: Publication[] = []
  reading: StatusReading = 'basic-alone'
  #rules: { readonly text: string; readonly document: Document } | null = null

  constructor(uri: string) {
    this.uri = uri
  }

  /** The rules as they stand; null: there are none, and nobody is let in (RFC 5025 3.2.1). */
  setRules(text: string | null): void {
    this.#rules = text === null ? null : { text, document: parseXmlDocument(text) }
  }

  get rules(): string | null {
    return this.#rules?.text ?? null
  }

  /** What this watcher may see now. */
  granted(identity: string | null, now: number): Granted {
    return grantedTo(this.#rules?.document ?? null, { identity, now, sphere: sphereIn(this.#bodies) } satisfies Asking)
  }

  /** What he is told, where he is told anything. */
  toldTo(granted: Granted): string {
    if (granted.handling !== 'allow' || this.publications.length === 0) return unavailable(this.uri)
    return filtered(composed(this.uri, this.#bodies), granted, this.reading)
  }

  /** When it may be another without anybody doing anything. */
  nextChange(now: number): number | null {
    const boundary = nextBoundary(this.#rules?.document ?? null, now)
    const ends = this.publications.map(({ expiresAt }) => expiresAt)
    const all = boundary === null ? ends : [...ends, boundary]
    return all.length === 0 ? null : Math.min(...all)
  }

  /** What nobody refreshed in time is gone (RFC 3903 6). */
  expire(now: number): void {
    const left = this.publications.filter(({ expiresAt }) => expiresAt > now)
    this.publications.splice(0, this.publications.length, ...left)
  }

  get #bodies(): readonly string[] {
    return this.publications.map(({ body }) => body)
  }
}
