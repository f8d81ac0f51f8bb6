import { type Detail, details, type HiddenBy, levelsOf, type Preview } from '#contract/privacy'
import type { PresenceDocument } from '../documents/pidf.ts'
import { compose } from './composition.ts'
import type { ForeignGrant } from './foreign-grants.ts'
import {
  higherOf,
  type Levels,
  lowerOf,
  more,
  noLevels,
  type Placed,
  type Policy,
  type Sphere,
  type Standing,
  standingOf,
} from './policy.ts'
import { presentityFrom } from './presentity.ts'
import { seenBy } from './seen-by.ts'

export type PreviewInput = {
  readonly accountId: string
  /** the user */
  readonly aor: string
  readonly policy: Policy
  readonly watcher: Placed
  readonly sphere: Sphere
  /** what the user says of himself, to whom these levels hold for */
  readonly documentFor: (levels: Levels) => PresenceDocument
  /** what is published, because the server would tell it to everybody */
  readonly cap: Levels
  readonly withheld: ReadonlySet<Detail>
  /** what he has by rules of other programs, too */
  readonly foreign?: ForeignGrant | null
  readonly now: number
}

/** What one person sees of the user now, and of each thing he does not see, why. */
export function previewOf(input: PreviewInput): Preview {
  const { accountId, aor, policy, watcher, sphere, documentFor, cap, now } = input
  const standing = withForeign(standingOf(policy, watcher, sphere), input.foreign ?? null)
  const levels = lowerOf(standing.levels, cap)
  const told = standing.handling === 'allow' ? seenBy(documentFor(levels), levels) : null
  const knowledge = { kind: 'current' as const, confirmedAt: now }
  const seen = told === null ? null : compose([told], now)
  return {
    aor: watcher.aor,
    handling: standing.handling,
    presentity: seen === null ? null : presentityFrom({ accountId, aor }, knowledge, seen, now),
    hidden: details.flatMap((detail) => {
      const level = levels[detail]
      if (level === (levelsOf[detail].at(-1) ?? 'no')) return []
      return [{ detail, part: level === 'part', by: hiddenBy(input, standing, detail) }]
    }),
  }
}

/** RFC 4745 10: the more open of both, and all that either gives. */
function withForeign(standing: Standing, foreign: ForeignGrant | null): Standing {
  if (foreign === null) return standing
  const handling = more(standing.handling, foreign.handling)
  return { ...standing, handling, levels: handling === 'allow' ? higherOf(standing.levels, foreign.levels) : noLevels }
}

function hiddenBy(input: PreviewInput, standing: Standing, detail: Detail): HiddenBy {
  const { policy, watcher, withheld, sphere } = input
  const { handling, exception, levels } = standing
  const spheres = (['work', 'home'] as const).filter((each) => each !== sphere)
  if (handling !== 'allow') {
    const when = spheres.find((each) => standingOf(policy, watcher, each).handling === 'allow')
    return when === undefined ? { kind: 'handling', handling } : { kind: 'sphere', when }
  }
  if (levels[detail] !== 'no' && withheld.has(detail)) return { kind: 'withheld' }
  const when = spheres.find((each) => isHigher(standingOf(policy, watcher, each).levels, levels, detail))
  if (when !== undefined) return { kind: 'sphere', when }
  return exception?.access === 'basic' ? { kind: 'person' } : { kind: 'columns', columns: watcher.columns }
}

const isHigher = (a: Levels, b: Levels, detail: Detail): boolean =>
  levelsOf[detail].indexOf(a[detail]) > levelsOf[detail].indexOf(b[detail])
