import { isDeepStrictEqual } from 'node:util'
import { failed, type Result, success } from '#contract/failure'
import type { Contact, Group } from '#contract/people'
import {
  type Keeping,
  noSphereRules,
  type PersonRule,
  type Preview,
  type PrivacyServer,
  type Privacy as PrivacyShown,
  type SphereRules,
  type SphereState,
  type WatcherDecision,
  type Withheld,
} from '#contract/privacy'
import type { PresenceDocument } from '../documents/pidf.ts'
import type { Log } from '../ports.ts'
import { parseAor } from '../sip/address.ts'
import type { State } from '../state.ts'
import { columnsOf, columnsShown } from './placed.ts'
import { editPolicy, emptyPolicy, type Placed, type Policy, type PolicyEdit } from './policy.ts'
import { previewOf } from './preview.ts'

/** Where the policy is kept: with the server's documents, or here alone. */
export type PolicyDocument = {
  readonly current: Policy
  readonly keeping: Keeping
  readonly edit: (edits: readonly PolicyEdit[]) => void
  readonly onChange: (listener: () => void) => () => void
}

export type PrivacyOptions = {
  readonly accountId: string
  readonly aor: string
  readonly state: State
  readonly document: PolicyDocument
  readonly contacts: () => readonly Contact[]
  readonly groups: () => readonly Group[]
  /** all that the user says of himself */
  readonly ownDocument: () => PresenceDocument
  /** of this device, by name */
  readonly store: {
    readonly load: (name: string) => unknown
    readonly save: (name: string, value: unknown) => void
  }
  readonly log: Log
  readonly now?: () => number
}

const noAddress = failed({ kind: 'invalid', field: 'address' })

/** Who sees what of the user: holds what he wants, shows it, and tells what follows from it. */
export class Privacy {
  readonly #options: PrivacyOptions
  readonly #now: () => number
  readonly #endings: (() => void)[] = []
  #shown: PrivacyShown | null = null
  #sphere: SphereState = { now: null, source: 'none', rules: noSphereRules, network: null }
  #server: PrivacyServer = { name: null, limits: [] }
  #withheld: readonly Withheld[] = []

  constructor(options: PrivacyOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  start(): void {
    const { document, state, accountId } = this.#options
    this.#endings.push(
      document.onChange(() => this.#changed()),
      // The roster tells of people; of groups the state does.
      state.onEach((change) => {
        const isOurs =
          (change.kind === 'group' && change.group.accountId === accountId) || change.kind === 'group-removed'
        if (isOurs) this.#changed()
      }),
    )
    this.#changed()
  }

  stop(): void {
    for (const end of this.#endings.splice(0)) end()
  }

  get policy(): Policy {
    return this.#options.document.current
  }

  peopleChanged(): void {
    this.#changed()
  }

  edit(...edits: readonly PolicyEdit[]): void {
    this.#options.document.edit(edits)
  }

  /** null: no longer an exception. */
  setPerson(address: string, rule: Omit<PersonRule, 'aor'> | null): Result<null> {
    const aor = parseAor(address)
    if (aor === null) return noAddress
    this.edit(rule === null ? { kind: 'person-removed', aor } : { kind: 'person', rule: { aor, ...rule } })
    return success(null)
  }

  setSphereRules(rules: SphereRules): void {
    this.#options.store.save('sphere', rules)
    this.#sphere = { ...this.#sphere, rules }
    this.#changed()
  }

  /** What this person sees now; `as`: what he would see if the user decided so. */
  preview(address: string, as: WatcherDecision | null): Result<Preview> {
    const aor = parseAor(address)
    if (aor === null) return noAddress
    const { accountId, ownDocument } = this.#options
    const placed = this.#placed(aor)
    const columns = as?.kind === 'allow' && as.groupId !== null ? [as.groupId] : placed.columns
    const policy = as === null ? this.policy : decided(this.policy, aor, as)
    const preview = previewOf({
      accountId,
      aor: this.#options.aor,
      policy,
      watcher: { aor, columns },
      sphere: this.#sphere.now,
      document: ownDocument(),
      withheld: new Set(this.#withheld.map(({ detail }) => detail)),
      now: this.#now(),
    })
    return success(preview)
  }

  #placed(aor: string): Placed {
    return { aor, columns: columnsOf(this.#options.contacts().find((contact) => contact.aor === aor)) }
  }

  #changed(): void {
    const { accountId, state, document, contacts, groups } = this.#options
    const { current: policy, keeping } = document
    const privacy: PrivacyShown = {
      accountId,
      columns: columnsShown(contacts(), groups(), policy),
      people: policy.people,
      decisions: policy.decisions.toReversed(),
      keeping,
      server: this.#server,
      withheld: this.#withheld,
      conflicts: [],
      reapplied: null,
      sphere: this.#sphere,
      signOff: { plan: policy.signOff, offered: null, standing: { kind: 'none' } },
    }
    if (isDeepStrictEqual(privacy, this.#shown)) return
    this.#shown = privacy
    state.apply({ kind: 'privacy', privacy })
  }
}

/** The policy as it would be if the user answered so. */
export function decided(policy: Policy, aor: string, decision: WatcherDecision): Policy {
  return decisionEdits(aor, decision).reduce(editPolicy, policy)
}

export function decisionEdits(aor: string, decision: WatcherDecision): readonly PolicyEdit[] {
  switch (decision.kind) {
    case 'later':
      return []
    case 'allow':
      // In a group he has what the group has; in none, what everyone else has, once let in.
      return decision.groupId === null
        ? [{ kind: 'person', rule: { aor, access: 'allow', extra: {} } }]
        : [{ kind: 'person-removed', aor }]
    case 'basic':
    case 'polite-block':
    case 'block':
      return [{ kind: 'person', rule: { aor, access: decision.kind, extra: {} } }]
  }
}

/** A policy kept on this computer alone. */
export function localPolicy(store: {
  readonly load: () => unknown
  readonly save: (policy: Policy) => void
}): PolicyDocument {
  const listeners = new Set<() => void>()
  let current = readPolicy(store.load())
  return {
    get current() {
      return current
    },
    keeping: { kind: 'here-only' },
    edit: (edits) => {
      current = edits.reduce(editPolicy, current)
      store.save(current)
      for (const listener of [...listeners]) listener()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const readPolicy = (kept: unknown): Policy =>
  typeof kept === 'object' && kept !== null ? { ...emptyPolicy, ...kept } : emptyPolicy
