import { type Keeping, othersColumn, type PrivacyServer, type RuleConflict, type Withheld } from '#contract/privacy'
import type { DocumentState } from '#contract/server-documents'
import { background, type Log } from '../ports.ts'
import { compileRules } from './authorization-rules.ts'
import { withForeignBlocks } from './foreign-blocks.ts'
import { type Levels, lowerOf, noLevels, type Placed, type Policy, type Sphere } from './policy.ts'
import { ruleConflicts } from './rule-conflicts.ts'
import type { RulesDocument } from './rules-document.ts'
import { type RuleServer, ruleServer, type ServerFacts } from './server-facts.ts'
import { type Shared, sharedWithAll, withholding } from './withholding.ts'

/** What is wanted now. */
export type Wanted = {
  readonly policy: Policy
  readonly people: readonly Placed[]
  readonly sphere: Sphere
  /** it stands in the publication, where the server reads it (RFC 5025 3.1.2) */
  readonly saysSphere: boolean
  /** people the server lets in, whatever the user wants */
  readonly strangers: readonly string[]
  /** the policy and the people are those of the server: rules made before would turn everybody away */
  readonly isComplete: boolean
  /** false: what the user wants may stand on a server that was never read here, and may be less than what holds from the first */
  readonly isKnown: boolean
  readonly facts: ServerFacts
}

export type EnforcementOptions = {
  readonly own: string
  readonly openRules: (auid: NonNullable<RuleServer['auid']>, told: RulesTold) => RulesDocument
  readonly publish: {
    readonly setShared: (shared: Shared) => void
    /** when what was said last is on the server, or cannot be for now */
    readonly settled: () => Promise<void>
  }
  readonly onChange: () => void
  readonly log: Log
  readonly now: () => number
}

export type RulesTold = { readonly onTaken: () => void; readonly onChange: () => void }

export type Enforced = {
  readonly server: PrivacyServer
  readonly withheld: readonly Withheld[]
  readonly cap: Levels
  readonly conflicts: readonly RuleConflict[]
  readonly reapplied: { readonly at: number } | null
  /** of the rules document; null: the server has no place for it */
  readonly rules: DocumentState | null
}

/**
 * Brings about what the user wants, in the order in which nobody sees more than he may on the way: first the publication is cut
 * down, then the rules are written, and only when the server has them the publication says more.
 */
export class Enforcement {
  readonly #options: EnforcementOptions
  #wanted: Wanted | null = null
  #server: RuleServer = { auid: null, filters: false, blinkRules: false, limits: [] }
  #rules: RulesDocument | null = null
  #rulesAuid: RuleServer['auid'] = null
  /** as the server has them, once since they were opened */
  #rulesRead = false
  #shared: Shared | null = null
  #withheld: readonly Withheld[] = []
  #conflicts: readonly RuleConflict[] = []
  #reapplied: { readonly at: number } | null = null
  #running = false
  #again = false
  #stopped = false

  constructor(options: EnforcementOptions) {
    this.#options = options
  }

  get enforced(): Enforced {
    return {
      server: { name: this.#wanted?.facts.software ?? null, limits: this.#server.limits },
      withheld: this.#withheld,
      cap: this.#shared?.cap ?? sharedWithAll.cap,
      conflicts: this.#conflicts,
      reapplied: this.#reapplied,
      rules: this.#rules?.state ?? null,
    }
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#server = ruleServer(wanted.facts)
    const { policy, people, sphere, strangers, isKnown } = wanted
    const filters = this.#server.filters
    const { withheld, ...allowed } = withholding(policy, people, sphere, { filters, strangers })
    const shared = isKnown ? allowed : nothingShared
    this.#withheld = withheld
    this.#openRules()
    this.#lookForConflicts()
    // At once, and before anything else is said to the server, which may not have the rules yet.
    const unfiltered = { filters: false, strangers }
    const before = this.#shared ?? (filters ? withholding(policy, people, sphere, unfiltered) : shared)
    this.#share(narrower(before, shared))
    background(this.#options.log, this.#bringAbout(), 'writing who may see what')
  }

  stop(): void {
    this.#stopped = true
    this.#rules?.stop()
  }

  removeForeign(ruleId: string): void {
    this.#rules?.removeForeign(ruleId)
  }

  async #bringAbout(): Promise<void> {
    this.#again = true
    if (this.#running) return
    this.#running = true
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        // Changes of one moment are compiled once.
        await Promise.resolve()
        await this.#options.publish.settled()
        if (!this.#again && !this.#stopped) this.#write()
      }
    } finally {
      this.#running = false
    }
  }

  #write(): void {
    const wanted = this.#wanted
    if (wanted === null) return
    const { own, now } = this.#options
    const { policy, people, sphere, saysSphere, isComplete, isKnown, strangers } = wanted
    if (!isKnown) return
    const { filters } = this.#server
    if (this.#rules !== null) {
      // Nor before it is known whom other programs keep out.
      if (this.#rules.state.kind === 'saved') this.#rulesRead = true
      if (!isComplete || !this.#rulesRead) return
      const respected = withForeignBlocks(policy, this.#rules.current, { list: this.#rules.list, now: now() })
      this.#rules.write(
        compileRules({
          own,
          policy: respected,
          people: withExceptions(people, respected),
          sphere: filters && saysSphere ? { kind: 'by-server' } : { kind: 'as-now', sphere },
        }),
        { withBlinks: this.#server.blinkRules },
      )
      // Told again when the server has them.
      if (this.#rules.state.kind !== 'saved') return
    }
    const { withheld: _withheld, ...shared } = withholding(policy, people, sphere, { filters, strangers })
    this.#share(shared)
  }

  #share(shared: Shared): void {
    const before = this.#shared
    this.#shared = shared
    if (before === null || JSON.stringify(before) !== JSON.stringify(shared)) this.#options.publish.setShared(shared)
  }

  #openRules(): void {
    const { auid } = this.#server
    if (auid === null || auid === this.#rulesAuid) return
    const { now, onChange, openRules } = this.#options
    this.#rules?.stop()
    this.#rulesAuid = auid
    this.#rulesRead = false
    this.#rules = openRules(auid, {
      onTaken: () => {
        this.#reapplied = { at: now() }
        onChange()
      },
      onChange: () => {
        this.#lookForConflicts()
        background(this.#options.log, this.#bringAbout(), 'writing who may see what')
        onChange()
      },
    })
  }

  #lookForConflicts(): void {
    const { now } = this.#options
    if (this.#rules === null || this.#wanted === null) return
    const { policy, people, sphere } = this.#wanted
    const reading = this.#server.filters ? 'union' : 'first-match'
    this.#conflicts = ruleConflicts(this.#rules.current, {
      policy,
      people,
      sphere,
      reading,
      now: now(),
      list: this.#rules.list,
    })
  }
}

/** Available or not, and by what means: nobody is told less. */
const nothingShared: Shared = { cap: noLevels, headline: false }

/** Who is an exception without being one of the people has a place, too. */
function withExceptions(people: readonly Placed[], policy: Policy): readonly Placed[] {
  const placed = new Set(people.map(({ aor }) => aor))
  const others = policy.people.filter(({ aor }) => !placed.has(aor))
  return others.length === 0 ? people : [...people, ...others.map(({ aor }) => ({ aor, columns: [othersColumn] }))]
}

const narrower = (a: Shared, b: Shared): Shared => ({
  cap: lowerOf(a.cap, b.cap),
  headline: a.headline && b.headline,
})

/** How the user's wishes stand with the server, of the two documents they are in. */
export function keepingOf(policy: DocumentState, rules: DocumentState | null): Keeping {
  if (policy.kind === 'local' || rules === null) return { kind: 'here-only' }
  const states = [policy, rules]
  const refused = states.find((state) => state.kind === 'refused')
  if (refused !== undefined) return { kind: 'refused', failure: refused.failure }
  const waiting = states.find((state) => state.kind === 'waiting')
  if (waiting !== undefined) return { kind: 'waiting', failure: waiting.failure }
  return { kind: states.some((state) => state.kind === 'saving') ? 'saving' : 'saved' }
}
