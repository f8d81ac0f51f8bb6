import type { ResourceLists } from '../documents/resource-lists.ts'
import type { RlsServices } from '../documents/rls-services.ts'
import type { Editor, SyncedDocument } from '../xcap/synced-document.ts'
import { type ServiceEdit, serviceAt, serviceRules, servicesFor, serviceUri } from './list-service.ts'

export type ListUpkeepOptions = {
  readonly aor: string
  readonly lists: SyncedDocument<ResourceLists>
  readonly services: SyncedDocument<RlsServices>
  readonly listAddress: (name: string) => string | null
}

/** Keeps rls-services pointing to the roster, and says by which address it is watched; null: by none. */
export class ListUpkeep {
  readonly #options: ListUpkeepOptions
  readonly #editor: Editor<ServiceEdit>
  readonly #listeners = new Set<(uri: string | null) => void>()
  readonly #endings: (() => void)[] = []
  readonly #said = new Set<string>()
  #told: string | null = null

  constructor(options: ListUpkeepOptions) {
    this.#options = options
    this.#editor = options.services.editor('roster', serviceRules)
  }

  start(): void {
    const { lists, services } = this.#options
    const look = () => this.#look()
    this.#endings.push(lists.onState(look), services.onState(look), services.onChange(look))
    this.#tell()
  }

  stop(): void {
    for (const end of this.#endings.splice(0)) end()
  }

  onChange(listener: (uri: string | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #look(): void {
    const { aor, lists, services, listAddress } = this.#options
    // While the server does not have the list itself, a service that points to it would be of no use.
    if (lists.state.kind === 'saved' && services.state.kind === 'saved') {
      // Written once: a device that knows the server by another name writes its own address, and the two would never be done.
      const edits = servicesFor({ lists: lists.current, services: services.current }, aor, listAddress).filter(
        (edit) => {
          const said = `${edit.uri} ${edit.address}`
          if (this.#said.has(said)) return serviceAt(services.current, edit.uri) === undefined
          this.#said.add(said)
          return true
        },
      )
      this.#editor.editAll(edits)
    }
    this.#tell()
  }

  #tell(): void {
    const { aor, services } = this.#options
    const { base, state } = services
    const uri = serviceUri(base.doc, aor, 'presence')
    // What the server had when it was last asked is believed at a start, rather than asking thousands of people one by one meanwhile.
    const isThere = base.root !== null && serviceAt(base.doc, uri) !== undefined
    const told = isThere && state.kind !== 'local' && state.kind !== 'refused' ? uri : null
    if (told === this.#told) return
    this.#told = told
    for (const listener of [...this.#listeners]) listener(told)
  }
}
