import type { Failure } from '#contract/failure'
import { type Keeping, othersColumn, type PrivacyServer, type RuleConflict, type Withheld } from '#contract/privacy'
import type { DocumentState } from '#contract/server-documents'
import { background, type Log } from '../ports.ts'
import { compileRules } from './authorization-rules.ts'
import { withForeignBlocks } from './foreign-blocks.ts'
import { type ForeignGrant, foreignGrant } from './foreign-grants.ts'
import { type Levels, lowerOf, noLevels, type Placed, type Policy, type Sphere } from './policy.ts'
import { letIn, ruleConflicts } from './rule-conflicts.ts'
import type { RulesDocument } from './rules-document.ts'
import { type RuleServer, ruleServer, type ServerFacts } from './server-facts.ts'
import { type LetIn, type Shared, sharedWithAll, withholding } from './withholding.ts'

/** What is wanted now. */
export type Wanted = {
  readonly policy: Policy
  readonly people: readonly Placed[]
  readonly sphere: Sphere
  /** it stands in the publication, where the server reads it (RFC 5025 3.1.2) */
  readonly saysSphere: boolean
  /** people the server lets in, whatever the user wants */
  readonly strangers: readonly string[]
  /** who watches, or wants to */
  readonly watchers: readonly string[]
  /** the policy and the people are those of the server: rules made before would turn everybody away */
  readonly isComplete: boolean
  /** false: what the user wants may stand on a server that was never read here, and may be less than what holds from the first */
  readonly isKnown: boolean
  /** false: another device may have taken something back, and this one has not heard of it yet */
  readonly isFresh: boolean
  readonly facts: ServerFacts
}

export type EnforcementOptions = {
  readonly own: string
  readonly sharedId: (column: string) => string
  readonly openRules: (auid: NonNullable<RuleServer['auid']>, told: RulesTold) => RulesDocument
  readonly publish: {
    readonly setShared: (shared: Shared) => void
    /** when what was said last is on the server, or cannot be for now */
    readonly settled: () => Promise<void>
    /** the server has the rules by which the user's own devices are let in */
    readonly rulesStand: () => void
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
  /** the rules are those of what is wanted now, and not of what was wanted before */
  readonly isWritten: boolean
}

/**
 * Brings about what the user wants, in the order in which nobody sees more than he may on the way: first the publication is cut
 * down, then the rules are written, and only when the server has them the publication says more.
 */
export class Enforcement {
  readonly #options: EnforcementOptions
  #wanted: Wanted | null = null
  #server: RuleServer = { auid: null, filters: false, blinkRules: false, limits: [] }
  /** one; two where it is not known which of them is read */
  #rules: readonly OpenRules[] = []
  /** as the server has them, once since they were opened */
  readonly #rulesRead = new Set<RulesDocument>()
  #shared: Shared | null = null
  #isWritten = false
  #withheld: readonly Withheld[] = []
  #conflicts: readonly RuleConflict[] = []
  #reapplied: { readonly at: number } | null = null
  #running = false
  #again = false
  #stopped = false
  #timer: ReturnType<typeof setTimeout> | null = null

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
      rules: stateOf(this.#rules.map(({ document }) => document.state)),
      isWritten: this.#isWritten,
    }
  }

  want(wanted: Wanted): void {
    const before = this.#wanted
    if (before === null || !isSameRules(before, wanted)) this.#isWritten = false
    this.#wanted = wanted
    this.#server = ruleServer(wanted.facts)
    this.#openRules()
    this.#lookForConflicts()
    this.#cutDown()
    background(this.#options.log, this.#bringAbout(), 'writing who may see what')
  }

  /** At once, and before anything else is said to the server, which may not have the rules yet. */
  #cutDown(): void {
    if (this.#wanted === null) return
    const { policy, people, sphere } = this.#wanted
    const { filters } = this.#server
    const inAnyway = this.#letIn()
    const { withheld, ...allowed } = withholding(policy, people, sphere, { filters, ...inAnyway })
    const shared = this.#mayBeShared ? allowed : nothingShared
    this.#withheld = withheld
    const unfiltered = { filters: false, ...inAnyway }
    const before = this.#shared ?? (filters ? withholding(policy, people, sphere, unfiltered) : shared)
    this.#share(narrower(before, shared))
  }

  /** A server that filters has the rules another device wrote last. */
  get #mayBeShared(): boolean {
    const { isKnown, isFresh } = this.#wanted ?? { isKnown: false, isFresh: false }
    return isKnown && (isFresh || this.#server.filters)
  }

  /** Whom other programs let in counts once the user has said that it matters: until then it is as they have it. */
  #letIn(): LetIn {
    if (this.#wanted === null) return { strangers: [] }
    const { policy, strangers } = this.#wanted
    if (Object.keys(policy.views).length + policy.people.length === 0) return { strangers }
    const byRules = letIn(this.#conflicts)
    return { strangers: [...new Set([...strangers, ...byRules.strangers])], everyone: byRules.everyone }
  }

  /** What somebody has by rules of other programs on a server that filters; null: nothing. */
  foreignGrant(aor: string): ForeignGrant | null {
    const [rules] = this.#rules
    if (!this.#server.filters || rules === undefined || this.#wanted === null) return null
    const { current, list } = rules.document
    return foreignGrant(current, { aor, sphere: this.#wanted.sphere, now: this.#options.now(), list })
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const { document } of this.#rules) document.stop()
  }

  /** The rules the server has, so that it reads them again. */
  writeAgain(): void {
    for (const { document } of this.#rules) document.writeAgain()
  }

  removeForeign(ruleId: string): void {
    for (const { document } of this.#rules) document.removeForeign(ruleId)
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
    const { own, now, sharedId } = this.#options
    const { policy, people, sphere, saysSphere, isComplete } = wanted
    if (!this.#mayBeShared) return
    const { filters } = this.#server
    if (this.#rules.length > 0) {
      const documents = this.#rules.map(({ document }) => document)
      // Nor before it is known whom other programs keep out.
      for (const each of documents) if (each.state.kind === 'saved') this.#rulesRead.add(each)
      if (!isComplete || !documents.every((each) => this.#rulesRead.has(each))) return
      const respected = documents.reduce(
        (known, { current, list }) => withForeignBlocks(known, current, { list, now: now() }),
        policy,
      )
      const rules = compileRules({
        own,
        policy: respected,
        people: withExceptions(people, respected),
        sharedId,
        sphere: filters && saysSphere ? { kind: 'by-server' } : { kind: 'as-now', sphere },
      })
      for (const { document, withBlinks } of this.#rules) document.write(rules, { withBlinks })
      // Told again when the server has them.
      if (documents.some(({ state }) => state.kind !== 'saved')) return
      this.#options.publish.rulesStand()
    }
    const { withheld: _withheld, ...shared } = withholding(policy, people, sphere, { filters, ...this.#letIn() })
    this.#share(shared)
    if (this.#isWritten) return
    this.#isWritten = true
    this.#options.onChange()
  }

  #share(shared: Shared): void {
    const before = this.#shared
    this.#shared = shared
    if (before === null || JSON.stringify(before) !== JSON.stringify(shared)) this.#options.publish.setShared(shared)
  }

  #openRules(): void {
    const { auid, also, blinkRules } = this.#server
    if (auid === null) return
    const wanted = also === undefined ? [auid] : [auid, also]
    const known = this.#rules.map((each) => each.auid)
    if (wanted.length === known.length && wanted.every((each) => known.includes(each))) return
    const isWanted = (each: OpenRules) => wanted.includes(each.auid)
    for (const { document } of this.#rules.filter((each) => !isWanted(each))) document.stop()
    const kept = this.#rules.filter(isWanted)
    this.#rules = wanted.map((each) => ({
      auid: each,
      withBlinks: blinkRules && each === auid,
      document: kept.find((one) => one.auid === each)?.document ?? this.#open(each),
    }))
  }

  #open(auid: OpenRules['auid']): RulesDocument {
    const { now, onChange, openRules } = this.#options
    return openRules(auid, {
      onTaken: () => {
        this.#reapplied = { at: now() }
        onChange()
      },
      onChange: () => this.#lookAgain(),
    })
  }

  #lookForConflicts(): void {
    const { own, now } = this.#options
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#wanted === null || this.#stopped) return
    const { policy, people, watchers, sphere } = this.#wanted
    const reading = this.#server.filters ? 'union' : 'first-match'
    const input = { own, policy, people, watchers, sphere, reading, now: now() } as const
    const found = this.#rules.flatMap(({ document: { current, list } }) => ruleConflicts(current, { ...input, list }))
    // A program that wrote both documents is in the way once.
    this.#conflicts = [...new Map(found.map((each) => [`${each.ruleId} ${each.kind}`, each])).values()]
    // A rule of another program may begin or end to hold.
    const hasPeriods = this.#rules.some(({ document }) =>
      document.current.rules.some(({ conditions }) => conditions.some(({ kind }) => kind === 'validity')),
    )
    if (hasPeriods) this.#timer = setTimeout(() => this.#lookAgain(), betweenLooks)
  }

  #lookAgain(): void {
    this.#lookForConflicts()
    this.#cutDown()
    background(this.#options.log, this.#bringAbout(), 'writing who may see what')
    this.#options.onChange()
  }
}

const betweenLooks = 30_000

type OpenRules = {
  readonly auid: NonNullable<RuleServer['auid']>
  readonly withBlinks: boolean
  readonly document: RulesDocument
}

/** Of several documents, that of the one that stands worst; null: there is none. */
function stateOf(states: readonly DocumentState[]): DocumentState | null {
  const order = ['refused', 'waiting', 'saving', 'local', 'saved'] as const
  return order.map((kind) => states.find((state) => state.kind === kind)).find((state) => state !== undefined) ?? null
}

/** Whether the same rules are to be written, by all that the user decides. */
const isSameRules = (a: Wanted, b: Wanted): boolean =>
  a.policy === b.policy && a.people === b.people && a.sphere === b.sphere && a.saysSphere === b.saysSphere

/** Available or not, and by what means: nobody is told less. */
const nothingShared: Shared = { cap: noLevels, headline: false, activityNote: false }

/** Who is an exception without being one of the people has a place, too. */
function withExceptions(people: readonly Placed[], policy: Policy): readonly Placed[] {
  const placed = new Set(people.map(({ aor }) => aor))
  const others = policy.people.filter(({ aor }) => !placed.has(aor))
  return others.length === 0 ? people : [...people, ...others.map(({ aor }) => ({ aor, columns: [othersColumn] }))]
}

const narrower = (a: Shared, b: Shared): Shared => ({
  cap: lowerOf(a.cap, b.cap),
  headline: a.headline && b.headline,
  activityNote: a.activityNote && b.activityNote,
})

/** How the user's wishes stand with the server, of the two documents they are in. `refused`: one that it does not take. */
export function keepingOf(
  policy: DocumentState,
  failure: Failure | null,
  { rules, isWritten }: Pick<Enforced, 'rules' | 'isWritten'>,
): Keeping {
  if (policy.kind === 'local' || rules === null) return { kind: 'here-only' }
  const states = [policy, rules]
  const refused = states.find((state) => state.kind === 'refused')
  if (refused !== undefined) return { kind: 'refused', failure: refused.failure }
  const waiting = states.find((state) => state.kind === 'waiting')
  if (waiting !== undefined) return { kind: 'waiting', failure: waiting.failure }
  if (failure !== null) return { kind: 'refused', failure }
  return { kind: isWritten && states.every((state) => state.kind === 'saved') ? 'saved' : 'saving' }
}
