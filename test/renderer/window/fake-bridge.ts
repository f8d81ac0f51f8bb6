import { applyChanges, type Change, type ChangeBatch } from '#contract/change'
import type { Bridge, CommandArgs, CommandName, CommandResult, Show } from '#contract/commands'
import type { ChatMessage } from '#contract/messaging'
import { type AppState, personKey } from '#contract/state'
import { preview } from './people.ts'

type Answers = {
  -readonly [N in CommandName]?: (args: CommandArgs<N>) => CommandResult<N> | Promise<CommandResult<N>>
}
type Given = { readonly name: CommandName; readonly args: unknown }

/** A main process of one page: it holds the state, answers snapshots, tells changes, and does what it simply can. */
export class FakeBridge implements Bridge {
  readonly system = 'linux'
  readonly given: Given[] = []
  state: AppState
  answers: Answers
  #last: ChangeBatch | null = null
  readonly #listeners = new Set<(batch: ChangeBatch) => void>()
  readonly #shows = new Set<(show: Show) => void>()

  constructor(state: AppState, answers: Answers = {}) {
    this.state = state
    this.answers = answers
  }

  readonly command = async <N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>> => {
    this.given.push({ name, args })
    const answer = this.answers[name] as ((args: CommandArgs<N>) => CommandResult<N>) | undefined
    if (answer) return answer(args)
    return { ok: true, value: this.#usual(name, args) } as CommandResult<N>
  }

  #usual(name: CommandName, args: unknown): unknown {
    switch (name) {
      case 'app.snapshot':
        return this.state
      case 'app.setSettings':
        this.#setSettings((args as CommandArgs<'app.setSettings'>).patch)
        return null
      case 'people.duplicates':
      case 'messaging.range':
        return []
      case 'media.level':
        return { level: 0.6 }
      case 'privacy.preview':
        return preview(args as CommandArgs<'privacy.preview'>)
      case 'privacy.setDetail':
      case 'privacy.setHandling':
      case 'privacy.setReach':
      case 'privacy.setPerson':
        this.#setPrivacy(name, args)
        return null
      case 'privacy.setSphereRules': {
        const { accountId, rules } = args as CommandArgs<'privacy.setSphereRules'>
        const privacy = this.state.privacy[accountId]
        if (privacy) this.tell({ kind: 'privacy', privacy: { ...privacy, sphere: { ...privacy.sphere, rules } } })
        return null
      }
      case 'privacy.setSignOff': {
        const { accountId, signOff: plan } = args as CommandArgs<'privacy.setSignOff'>
        const privacy = this.state.privacy[accountId]
        if (privacy) this.tell({ kind: 'privacy', privacy: { ...privacy, signOff: { ...privacy.signOff, plan } } })
        return null
      }
      case 'privacy.decide': {
        const { accountId, aor, decision } = args as CommandArgs<'privacy.decide'>
        const watcher = this.state.watchers[personKey(accountId, aor)]
        const handling = decision.kind === 'later' ? 'ask' : decision.kind === 'basic' ? 'allow' : decision.kind
        const status = handling === 'allow' ? 'active' : (watcher?.status ?? 'pending')
        if (watcher) this.tell({ kind: 'watcher', watcher: { ...watcher, status, asked: true, handling } })
        return null
      }
      case 'people.change': {
        const { id, addresses: drafts, ...part } = args as CommandArgs<'people.change'>
        const contact = this.state.contacts[id]
        const addresses = drafts?.map((draft, index) => ({ ...draft, id: draft.id ?? `new-${index}` }))
        if (contact) this.tell({ kind: 'contact', contact: { ...contact, ...part, ...(addresses && { addresses }) } })
        return null
      }
      case 'people.remove':
        this.tell({ kind: 'contact-removed', id: (args as CommandArgs<'people.remove'>).id })
        return { undo: 'undo' }
      default:
        return { id: 'new' }
    }
  }

  #setPrivacy(name: CommandName, args: unknown): void {
    const { accountId } = args as { accountId: string }
    const privacy = this.state.privacy[accountId]
    if (!privacy) return
    if (name === 'privacy.setPerson') {
      const { aor, rule } = args as CommandArgs<'privacy.setPerson'>
      const others = privacy.people.filter((each) => each.aor !== aor)
      this.tell({
        kind: 'privacy',
        privacy: { ...privacy, people: rule === null ? others : [...others, { aor, ...rule }] },
      })
      return
    }
    const { column, accountId: _account, detail, grant, ...part } = args as CommandArgs<'privacy.setDetail'>
    const columns = privacy.columns.map((each) => {
      if (each.id !== column) return each
      const { view } = each
      return {
        ...each,
        view: detail === undefined ? { ...view, ...part } : { ...view, details: { ...view.details, [detail]: grant } },
      }
    })
    this.tell({ kind: 'privacy', privacy: { ...privacy, columns } })
  }

  #setSettings(patch: CommandArgs<'app.setSettings'>['patch']): void {
    const settings = { ...this.state.settings } as Record<string, unknown>
    for (const [key, value] of Object.entries(patch))
      settings[key] = typeof value === 'object' ? { ...(settings[key] as object), ...value } : value
    this.tell({ kind: 'settings', settings: settings as unknown as AppState['settings'] })
  }

  readonly onChange = (listener: (batch: ChangeBatch) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly onShow = (listener: (show: Show) => void): (() => void) => {
    this.#shows.add(listener)
    return () => this.#shows.delete(listener)
  }

  show(what: Show): void {
    for (const listener of this.#shows) listener(what)
  }

  tell(...changes: readonly Change[]): void {
    const batch = { revision: this.state.revision + 1, changes }
    this.#last = batch
    this.state = applyChanges(this.state, batch)
    for (const listener of this.#listeners) listener(batch)
  }

  /** The last batch once more. */
  repeatLast(): void {
    if (this.#last) for (const listener of this.#listeners) listener(this.#last)
  }

  /** A change that never arrives: main goes on, this page missed it. */
  lose(...changes: readonly Change[]): void {
    this.state = applyChanges(this.state, { revision: this.state.revision + 1, changes })
  }

  /** Answers messaging.range from a whole conversation, made by index when asked. */
  serveMessages(total: number, messageAt: (index: number) => ChatMessage): void {
    this.answers['messaging.range'] = ({ from, count }) => {
      const length = Math.max(0, Math.min(count, total - from))
      return { ok: true, value: Array.from({ length }, (_, offset) => messageAt(from + offset)) }
    }
  }

  /** The arguments of every command of one name. */
  of<N extends CommandName>(name: N): readonly CommandArgs<N>[] {
    return this.given.filter((entry) => entry.name === name).map((entry) => entry.args as CommandArgs<N>)
  }
}
