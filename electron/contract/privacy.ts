import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'
import type { Presentity } from './presence.ts'
import type { RelationshipName } from './settings.ts'

/** What can be told of the user beyond available or not: the rows of the matrix. */
export const details = [
  'note',
  'doing',
  'day',
  'time',
  'place',
  'trips',
  'surroundings',
  'mood',
  'sphere',
  'devices',
  'picture',
] as const
export type Detail = (typeof details)[number]

/** `part`: the city of a place; free or busy of a day. */
export type Level = 'no' | 'part' | 'yes'

/** What can be chosen for each. Timed presence has no titles: of the day there is no `yes`. */
export const levelsOf: Readonly<Record<Detail, readonly Level[]>> = {
  note: ['no', 'yes'],
  doing: ['no', 'yes'],
  day: ['no', 'part'],
  time: ['no', 'yes'],
  place: ['no', 'part', 'yes'],
  trips: ['no', 'yes'],
  surroundings: ['no', 'yes'],
  mood: ['no', 'yes'],
  sphere: ['no', 'yes'],
  devices: ['no', 'yes'],
  picture: ['no', 'yes'],
}

/** In which sphere (RFC 4480 3.11) something holds. */
export const whens = ['always', 'work', 'home'] as const
export type When = (typeof whens)[number]

export type Grant = { readonly level: Level; readonly when: When }

/** sub-handling of RFC 5025 3.2.1; `ask` is its confirm. */
export const handlings = ['allow', 'ask', 'polite-block', 'block'] as const
export type Handling = (typeof handlings)[number]

/** Who may ring, and whose messages make a sound. */
export type Reach = {
  readonly ring: When | 'never'
  /** what becomes of a call at other times */
  readonly otherwise: 'silent' | 'decline'
  /** messages make no sound and no notification during do not disturb */
  readonly quietMessages: boolean
}

/** How one column sees the user. `when`: seen at other times as offline, where the handling is allow. */
export type View = {
  readonly handling: Handling
  readonly when: When
  readonly details: Readonly<Record<Detail, Grant>>
  readonly reach: Reach
}

/** A group's id, or one of the two that are always there. */
export type ColumnId = string
export const favouritesColumn = 'favourites'
export const othersColumn = 'others'

export type Column = {
  readonly id: ColumnId
  readonly kind: 'favourites' | 'group' | 'others'
  /** of a group */
  readonly name: string | null
  /** people in it; null for everyone else */
  readonly people: number | null
  readonly view: View
}

/** `columns`: what the person's groups give, and `extra`. `basic`: available or not, and nothing else but `extra`. */
export const personAccesses = ['columns', 'allow', 'basic', 'polite-block', 'block'] as const
export type PersonAccess = (typeof personAccesses)[number]

/** An exception for one person. */
export type PersonRule = {
  readonly aor: string
  readonly access: PersonAccess
  readonly extra: Readonly<Partial<Record<Detail, Grant>>>
  /** null: what the columns give */
  readonly reach?: Reach | null
}

/** What the user answered to somebody who wants to see him. */
export type WatcherDecision =
  | { readonly kind: 'allow'; readonly groupId: string | null }
  | { readonly kind: 'basic' }
  | { readonly kind: 'polite-block' }
  | { readonly kind: 'block' }
  | { readonly kind: 'later' }

export type DecisionRecord = {
  readonly aor: string
  readonly decision: WatcherDecision
  readonly at: number
}

/** Somebody who subscribes to the user's presence. */
export type Watcher = {
  readonly accountId: AccountId
  readonly aor: string
  readonly displayName: string | null
  /** `pending`: waits for the user's word. `gone`: asked while the user was off, and left (RFC 3857 waiting). */
  readonly status: 'pending' | 'active' | 'gone'
  /** asked, or began to watch */
  readonly since: number
  /** asked about once: shown among the pending, no dialog is opened for it again */
  readonly asked: boolean
  /** what holds for this person now */
  readonly handling: Handling
}

/** Whether the server has what the user wants. */
export type Keeping =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** kept on this computer: the server has no place for it */
  | { readonly kind: 'here-only' }
  /** kept on this computer until the server takes it; failure null: the link is not up yet */
  | { readonly kind: 'waiting'; readonly failure: Failure | null }
  | { readonly kind: 'refused'; readonly failure: Failure }

/** What a server cannot keep. Worded in words/en/privacy.ts under `limits`. */
const serverLimits = ['no-rules', 'shows-all', 'filters-late', 'sphere-unknown', 'blink-removes'] as const
export type ServerLimit = (typeof serverLimits)[number]

export type PrivacyServer = {
  /** as it calls itself; null: not known yet */
  readonly name: string | null
  readonly limits: readonly ServerLimit[]
}

/** Not published to anybody, because the server would show it to those who may not see it. */
export type Withheld = {
  readonly detail: Detail
  /** the columns that may not see it */
  readonly columns: readonly ColumnId[]
  /** people with an exception, and strangers who watch */
  readonly people: readonly string[]
}

/** A rule another program wrote: kept, and in the way of what the user wants here. */
export type RuleConflict = {
  readonly ruleId: string
  /** gives more, or allows whom the user blocks */
  readonly kind: 'opens' | 'closes'
  /** whom it is about; with no domain either: everybody */
  readonly people: readonly string[]
  /** everybody of these */
  readonly domains?: readonly string[]
}

/** How work or home is decided where it is not set by hand. Of this computer. */
export type SphereRules = {
  /** minutes after midnight, days 0 Sunday to 6 Saturday; null: not by time */
  readonly workHours: { readonly days: readonly number[]; readonly from: number; readonly until: number } | null
  /** what the rest of the time is, where work is by time */
  readonly otherwise: 'home' | null
  readonly networks: readonly SphereNetwork[]
}

/** A network known by its gateway: "02:42:ac:11:00:01", or its subnet where that cannot be told. */
export type SphereNetwork = { readonly id: string; readonly name: string; readonly sphere: 'work' | 'home' }

export type SphereState = {
  readonly now: 'work' | 'home' | null
  readonly source: 'hand' | 'network' | 'time' | 'none'
  readonly rules: SphereRules
  /** where this computer is, for "This network is work"; null: cannot be told */
  readonly network: { readonly id: string; readonly name: string } | null
}

/** What people see while no device of the user is on (RFC 4827). */
export type SignOff = {
  readonly atQuit: boolean
  /** also at this time of these days, while Dialtone runs: minutes after midnight */
  readonly daily: { readonly days: readonly number[]; readonly at: number } | null
  readonly note: string
  readonly until:
    | { readonly kind: 'not-said' }
    | { readonly kind: 'at'; readonly at: number }
    /** the next of these days at this time */
    | { readonly kind: 'next'; readonly days: readonly number[]; readonly at: number }
  readonly deputy: {
    readonly relationship: RelationshipName
    readonly address: string
    readonly name: string
  } | null
}

export type SignOffState = {
  readonly plan: SignOff
  /** the server has a place for it; null: not known yet */
  readonly offered: boolean | null
  /** what stands on the server now */
  readonly standing:
    | { readonly kind: 'none' }
    | { readonly kind: 'written'; readonly at: number }
    | { readonly kind: 'failed'; readonly failure: Failure }
}

export type Privacy = {
  readonly accountId: AccountId
  /** favourites, groups in their order, everyone else */
  readonly columns: readonly Column[]
  readonly people: readonly PersonRule[]
  /** the newest first */
  readonly decisions: readonly DecisionRecord[]
  readonly keeping: Keeping
  readonly server: PrivacyServer
  readonly withheld: readonly Withheld[]
  readonly conflicts: readonly RuleConflict[]
  /** another program took our rules away, and they were written again */
  readonly reapplied: { readonly at: number } | null
  readonly sphere: SphereState
  readonly signOff: SignOffState
}

/** Why somebody does not see a detail. */
export type HiddenBy =
  | { readonly kind: 'columns'; readonly columns: readonly ColumnId[] }
  | { readonly kind: 'person' }
  /** would be seen in this sphere */
  | { readonly kind: 'sphere'; readonly when: 'work' | 'home' }
  | { readonly kind: 'withheld' }
  /** he sees nothing at all */
  | { readonly kind: 'handling'; readonly handling: Handling }
  | { readonly kind: 'rule'; readonly ruleId: string }

/** "See me as Bob sees me". */
export type Preview = {
  readonly aor: string
  readonly handling: Handling
  /** what his screen would show now; null where he is told nothing */
  readonly presentity: Presentity | null
  /** whatever the user says of himself now or not */
  readonly hidden: readonly { readonly detail: Detail; readonly part: boolean; readonly by: HiddenBy }[]
}

const grants = (level: Level): Readonly<Record<Detail, Grant>> =>
  Object.fromEntries(
    details.map((detail) => {
      const highest = levelsOf[detail].at(-1) ?? 'no'
      return [detail, { level: level === 'no' ? 'no' : highest, when: 'always' }]
    }),
  ) as Record<Detail, Grant>

const ringing: Reach = { ring: 'always', otherwise: 'silent', quietMessages: true }

/** Until the user says otherwise: whom he put into a group sees him, and who is in none has to ask. */
export const favouritesView: View = {
  handling: 'allow',
  when: 'always',
  details: grants('yes'),
  reach: { ...ringing, quietMessages: false },
}
export const groupView: View = { handling: 'allow', when: 'always', details: grants('yes'), reach: ringing }
export const othersView: View = { handling: 'ask', when: 'always', details: grants('no'), reach: ringing }

export const noSphereRules: SphereRules = { workHours: null, otherwise: null, networks: [] }

export const noSignOff: SignOff = { atQuit: false, daily: null, note: '', until: { kind: 'not-said' }, deputy: null }
