import { buildPresence, emptyPresence, type PresenceDocument, parsePresence } from '../../electron/documents/pidf.ts'
import { noRules, parseRuleset, type Ruleset } from '../../electron/documents/pres-rules.ts'
import { buildWatcherinfo } from '../../electron/documents/watcherinfo.ts'
import { verdictOf } from '../../electron/presence/rule-evaluator.ts'
import type { FakeSipServer, ServerSubscription } from './fake-sip-server.ts'
import type { FakeXcapServer } from './fake-xcap-server.ts'
import { transformed } from './transformed.ts'

/** What one watcher was told last. */
export type Told =
  | { readonly state: 'pending' | 'terminated' }
  | { readonly state: 'active'; readonly document: PresenceDocument; readonly text: string }

/**
 * A presence agent as RFC 3856, 4745 and 5025 have it, for one user: takes his PUBLISH, reads his rules from his XCAP documents, gives
 * each watcher what the rules give, and tells the user of his watchers (RFC 3857). Watchers are names here; the user is real.
 */
export class PresenceAgent {
  readonly #sip: FakeSipServer
  readonly #xcap: FakeXcapServer
  readonly #user: string
  readonly #watchers = new Map<string, number>()
  #version = -1

  constructor(sip: FakeSipServer, xcap: FakeXcapServer, user: string) {
    this.#sip = sip
    this.#xcap = xcap
    this.#user = user
  }

  get rules(): Ruleset {
    const stored = this.#xcap.documents.get(`pres-rules/users/sip:${this.#user}/index`)
    return stored === undefined ? noRules : parseRuleset(stored.text)
  }

  get composed(): PresenceDocument {
    const bodies = [...this.#sip.publications.values()].map(({ body }) => parsePresence(body))
    return {
      ...emptyPresence(`sip:${this.#user}`),
      tuples: bodies.flatMap(({ tuples }) => tuples),
      persons: bodies.flatMap(({ persons }) => persons),
      devices: bodies.flatMap(({ devices }) => devices),
      notes: bodies.flatMap(({ notes }) => notes),
    }
  }

  /** Somebody subscribes; the user hears of it. */
  subscribe(aor: string): void {
    this.#watchers.set(aor, Date.now())
    this.tellUser()
  }

  /** What this watcher is told now. RFC 5025 3.2.1: polite-block looks like somebody offline. */
  told(aor: string, now = Date.now()): Told {
    const document = this.composed
    const sphere =
      document.persons.map((person) => person.sphere?.value.name).find((name) => name !== undefined) ?? null
    const { handling, transformations } = verdictOf(this.rules, { aor, sphere, now }, 'union')
    if (handling === 'block') return { state: 'terminated' }
    if (handling === 'confirm') return { state: 'pending' }
    const seen = handling === 'polite-block' ? emptyPresence(document.entity) : transformed(document, transformations)
    return { state: 'active', document: seen, text: buildPresence(seen) }
  }

  /** The user's own subscription to presence.winfo gets everybody. */
  tellUser(): void {
    const winfo = this.#sip.subscriptions.find(({ event }) => /^presence\.winfo\b/.test(event))
    if (winfo === undefined) return
    this.#version += 1
    this.#sip.notify(winfo satisfies ServerSubscription, {
      contentType: 'application/watcherinfo+xml',
      body: buildWatcherinfo({
        version: this.#version,
        state: 'full',
        lists: [
          {
            resource: `sip:${this.#user}`,
            package: 'presence',
            watchers: [...this.#watchers].flatMap(([aor, since]) => {
              const { state } = this.told(aor)
              if (state === 'terminated') return []
              return [
                {
                  uri: `sip:${aor}`,
                  displayName: null,
                  lang: null,
                  status: state,
                  event: state === 'active' ? ('approved' as const) : ('subscribe' as const),
                  id: `w-${aor.replace(/\W/g, '-')}`,
                  expiration: 600,
                  durationSubscribed: Math.round((Date.now() - since) / 1000),
                },
              ]
            }),
          },
        ],
      }),
    })
  }
}
