import { Document, serializeToWellFormedString } from 'slimdom'
import type { FakeSipServer, ServerSubscription } from './fake-sip-server.ts'
import type { WatcherSubscription } from './watcher-subscription.ts'

const namespace = 'urn:ietf:params:xml:ns:watcherinfo'

/** Tells a user who watches him (RFC 3857, 3858): all of it to who subscribes, and then what is new, in versions of each dialog. */
export class WatcherInformation {
  readonly #sip: FakeSipServer
  readonly #uri: string
  readonly #dialogs = new Map<ServerSubscription, { version: number; expiresAt: number }>()
  readonly #changed = new Map<string, WatcherSubscription>()
  #due = false

  constructor(sip: FakeSipServer, uri: string) {
    this.#sip = sip
    this.#uri = uri
  }

  dialogOf(callId: string): ServerSubscription | null {
    return [...this.#dialogs.keys()].find((dialog) => dialog.callId === callId) ?? null
  }

  tellAll(dialog: ServerSubscription, expires: number, watchers: readonly WatcherSubscription[]): void {
    const known = this.#dialogs.get(dialog) ?? { version: -1, expiresAt: 0 }
    known.expiresAt = Date.now() + expires * 1000
    this.#dialogs.set(dialog, known)
    this.#tell(dialog, 'full', watchers)
    if (expires === 0) this.#dialogs.delete(dialog)
  }

  /** Told together with what else is new in this moment; the last state of each counts. */
  changed(watcher: WatcherSubscription): void {
    this.#changed.set(watcher.id, { ...watcher })
    if (this.#due) return
    this.#due = true
    queueMicrotask(() => {
      this.#due = false
      const watchers = [...this.#changed.values()]
      this.#changed.clear()
      for (const dialog of this.#dialogs.keys()) if (dialog.socket?.open) this.#tell(dialog, 'partial', watchers)
    })
  }

  #tell(dialog: ServerSubscription, state: 'full' | 'partial', watchers: readonly WatcherSubscription[]): void {
    const known = this.#dialogs.get(dialog)
    if (known === undefined) return
    known.version += 1
    const left = Math.round((known.expiresAt - Date.now()) / 1000)
    this.#sip.notify(dialog, {
      state: left > 0 ? `active;expires=${left}` : 'terminated;reason=timeout',
      contentType: 'application/watcherinfo+xml',
      body: this.#document(known.version, state, watchers),
    })
  }

  #document(version: number, state: 'full' | 'partial', watchers: readonly WatcherSubscription[]): string {
    const document = new Document()
    const element = (name: string, attributes: Readonly<Record<string, string>>) => {
      const made = document.createElementNS(namespace, name)
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
      return made
    }
    const root = document.appendChild(element('watcherinfo', { version: String(version), state })) as ReturnType<
      typeof element
    >
    const list = root.appendChild(element('watcher-list', { resource: this.#uri, package: 'presence' }))
    for (const { id, identity, displayName, status, event, expiresAt, since } of watchers) {
      const seconds = (milliseconds: number) => String(Math.max(0, Math.round(milliseconds / 1000)))
      const watcher = element('watcher', {
        id,
        status,
        event,
        ...(displayName === null ? {} : { 'display-name': displayName }),
        ...(status === 'terminated' ? {} : { expiration: seconds(expiresAt - Date.now()) }),
        'duration-subscribed': seconds(Date.now() - since),
      })
      watcher.appendChild(document.createTextNode(identity ?? 'sip:anonymous@anonymous.invalid'))
      list.appendChild(watcher)
    }
    return serializeToWellFormedString(document)
  }
}
