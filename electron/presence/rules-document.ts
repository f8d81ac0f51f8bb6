import { isDeepStrictEqual } from 'node:util'
import type { DocumentState } from '#contract/server-documents'
import {
  buildRuleset,
  noRules,
  parseRuleset,
  presRulesContentType,
  type Rule,
  type Ruleset,
} from '../documents/pres-rules.ts'
import { parseAor } from '../sip/address.ts'
import { type DocumentKind, type EditorRules, resourceListsKind } from '../xcap/document-kind.ts'
import type { XcapDocuments } from '../xcap/xcap-documents.ts'
import { isOurRule, withOurRules } from './authorization-rules.ts'
import { blinkRules, isBlinkRule, withMissing } from './blink-rules.ts'
import type { RuleServer } from './server-facts.ts'

type RulesAuid = NonNullable<RuleServer['auid']>

/** Our own rules are read as what they say, so that they can be compared; those of others stay as they were written. */
export const rulesKind = (auid: RulesAuid): DocumentKind<Ruleset> => ({
  auid,
  path: 'index',
  contentType: presRulesContentType,
  parse: (text) => {
    const ruleset = parseRuleset(text)
    return { ...ruleset, rules: ruleset.rules.map((rule) => (isOurRule(rule) ? { ...rule, written: null } : rule)) }
  },
  build: buildRuleset,
  empty: () => noRules,
})

/** The whole of our rules: what was compiled last counts. `beside`: those of Blink, where it has not written them itself. */
type RulesEdit = { readonly rules: readonly Rule[]; readonly beside?: readonly Rule[] } | { readonly remove: string }

const rulesEditor: EditorRules<Ruleset, RulesEdit> = {
  apply: (ruleset, edit) => {
    const next =
      'remove' in edit
        ? { ...ruleset, rules: ruleset.rules.filter(({ id }) => id !== edit.remove) }
        : withMissing(withOurRules(ruleset, edit.rules, isBlinkRule), edit.beside ?? [])
    return isDeepStrictEqual(next, ruleset) ? ruleset : next
  },
  all: (ruleset) => [{ rules: ruleset.rules.filter(isOurRule) }],
}

/** A client that fights back must not keep us writing. */
const patience = 10_000

export type RulesDocumentOptions = {
  readonly documents: XcapDocuments
  readonly auid: RulesAuid
  readonly aor: string
  /** another program took our rules away */
  readonly onTaken: () => void
  readonly onChange: () => void
  readonly now: () => number
}

/**
 * The presence rules on the server, compiled from the policy: ours are kept in it, whatever other programs do, and those of
 * others stay. It is never deleted: to present watchers of some servers that would say nothing; without rules it is empty.
 */
export class RulesDocument {
  readonly #options: RulesDocumentOptions
  readonly #document
  readonly #editor
  #wanted: Exclude<RulesEdit, { remove: string }> | null = null
  #writtenAgainAt = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  readonly #endings: readonly (() => void)[]

  constructor(options: RulesDocumentOptions) {
    this.#options = options
    this.#document = options.documents.open(rulesKind(options.auid))
    this.#editor = this.#document.editor('policy', rulesEditor)
    this.#endings = [
      this.#document.onChange((_ruleset, origin) => {
        if (origin === 'server') this.#look()
        options.onChange()
      }),
      this.#document.onState(() => options.onChange()),
    ]
  }

  get current(): Ruleset {
    return this.#document.current
  }

  get state(): DocumentState {
    return this.#document.state
  }

  /** The people of a list of the user's that a rule names by its address (OMA). */
  readonly list = (anchor: string): ReadonlySet<string> | null => {
    const name = /\/resource-lists\/list\[@name="([^"]*)"\]$/.exec(decoded(anchor))?.[1]
    const { lists } = this.#options.documents.open(resourceListsKind).current
    const found = name === undefined ? undefined : lists.find((each) => each.name === name)
    if (found === undefined) return null
    return new Set(found.items.flatMap((item) => (item.kind === 'entry' ? (parseAor(item.uri) ?? []) : [])))
  }

  write(rules: readonly Rule[], { withBlinks = false }: { readonly withBlinks?: boolean } = {}): void {
    const { aor, documents } = this.#options
    const beside = withBlinks ? blinkRules(aor, (name) => documents.listAddress(name)) : []
    const wanted = beside.length === 0 ? { rules } : { rules, beside }
    const isKnown = isDeepStrictEqual(wanted, this.#wanted)
    this.#wanted = wanted
    // Taken away again just now: nothing new is wanted, so it waits its time.
    if (isKnown && this.#timer !== null) return
    this.#editor.edit(wanted)
  }

  /** As the server has them. */
  writeAgain(): void {
    this.#options.documents.writeAgain(this.#document.kind)
  }

  removeForeign(id: string): void {
    if (this.current.rules.some((rule) => rule.id === id && !isOurRule(rule))) this.#editor.edit({ remove: id })
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    for (const end of this.#endings) end()
  }

  /**
   * Rules of ours that are gone were taken by a program that does not know them. Where they are only others than we would write,
   * another device of the user wrote them, and knows something we are about to hear.
   */
  #look(): void {
    const wanted = this.#wanted
    if (wanted === null || this.#timer !== null) return
    const there = new Set(this.current.rules.map(({ id }) => id))
    if (wanted.rules.every(({ id }) => there.has(id))) return
    const wait = this.#writtenAgainAt + patience - this.#options.now()
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = null
        this.#look()
      }, wait)
      return
    }
    this.#writtenAgainAt = this.#options.now()
    this.#editor.edit(wanted)
    this.#options.onTaken()
  }
}

function decoded(anchor: string): string {
  try {
    return decodeURIComponent(anchor)
  } catch {
    return anchor
  }
}
