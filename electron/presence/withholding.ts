import type { OwnChoice } from '#contract/presence'
import { type Detail, details, type Level, levelsOf, othersColumn, type Withheld } from '#contract/privacy'
import type { TitleTold } from './own-document.ts'
import {
  allLevels,
  handlingIn,
  type Levels,
  oneOfEach,
  type Placed,
  type Policy,
  type Sphere,
  standingOf,
  viewOf,
} from './policy.ts'

/** What may stand in the publication, which the server shows to whomever it lets in. */
export type Shared = {
  readonly cap: Levels
  /** a note made from the status tells what the user does to who may see notes and nothing else of it */
  readonly headline: boolean
  /** what an activity is about tells a kind of note to who may see the activity and no notes */
  readonly activityNote: boolean
}

export const sharedWithAll: Shared = { cap: allLevels, headline: true, activityNote: true }

/** Of a title, to whom these levels hold for: who may not see what the user does sees none, nor who may see no notes. */
export const titleTold = ({ headline, activityNote }: Shared, { note, doing }: Levels): TitleTold => ({
  asNote: headline && doing !== 'no',
  withActivity: activityNote && note !== 'no',
})

export type Withholding = Shared & { readonly withheld: readonly Withheld[] }

/** People the server lets in whatever the user wants; `everyone`: there are more than can be named. */
export type LetIn = { readonly strangers: readonly string[]; readonly everyone?: boolean }

/**
 * Where the server tells every watcher the same, only what all who are let in may see is published. Where it filters, nothing is kept from it but what a made-up note would give away.
 */
export function withholding(
  policy: Policy,
  people: readonly Placed[],
  sphere: Sphere,
  { filters, strangers, everyone: isEveryoneIn = false }: LetIn & { readonly filters: boolean },
): Withholding {
  const everyone: Placed = { aor: '', columns: [othersColumn] }
  const seen = [...oneOfEach(policy, people), everyone]
    .map((placed) => ({ placed, standing: standingOf(policy, placed, sphere) }))
    .filter(({ standing }) => standing.handling === 'allow')
  const headline = !seen.some(({ standing: { levels } }) => levels.note !== 'no' && levels.doing === 'no')
  const activityNote = !seen.some(({ standing: { levels } }) => levels.doing !== 'no' && levels.note === 'no')
  if (filters) return { cap: allLevels, headline, activityNote, withheld: [] }
  const cap: Record<Detail, Level> = { ...allLevels }
  const hasStrangers = strangers.length > 0 || isEveryoneIn
  const withheld: Withheld[] = []
  for (const detail of details) {
    const rank = (level: Level) => levelsOf[detail].indexOf(level)
    const top = levelsOf[detail].at(-1) ?? 'no'
    const lesser = seen.filter(({ standing }) => rank(standing.levels[detail]) < rank(top))
    if (lesser.length === 0 && !hasStrangers) continue
    const levels = lesser.map(({ standing }) => standing.levels[detail])
    const left = hasStrangers || levels.includes('no') ? 'no' : 'part'
    cap[detail] = left
    const wanted = seen.some(({ standing }) => rank(standing.levels[detail]) > rank(left))
    // What nobody may see is not missed.
    if (!wanted) continue
    const letsIn = (column: string): boolean => handlingIn(viewOf(policy, column), sphere) === 'allow'
    const columns = new Set(lesser.flatMap(({ placed }) => placed.columns.filter(letsIn)))
    if (isEveryoneIn) columns.add(othersColumn)
    const exceptional = lesser
      .filter(({ standing }) => standing.exception !== null && standing.exception.access !== 'columns')
      .map(({ placed }) => placed.aor)
    withheld.push({ detail, columns: [...columns], people: [...exceptional, ...strangers].slice(0, 50) })
  }
  return { cap, headline: headline && cap.doing === 'yes', activityNote: activityNote && cap.note === 'yes', withheld }
}

const spheres: readonly Sphere[] = [null, 'work', 'home']

/** Whether everybody who is let in may see all of this detail, wherever the user is. */
export function isForAll(policy: Policy, people: readonly Placed[], detail: Detail): boolean {
  const everyone: Placed = { aor: '', columns: [othersColumn] }
  const top = levelsOf[detail].at(-1)
  return [...oneOfEach(policy, people), everyone].every((placed) =>
    spheres.every((sphere) => {
      const { handling, levels } = standingOf(policy, placed, sphere)
      return handling !== 'allow' || levels[detail] === top
    }),
  )
}

/** What the user's devices cannot tell each other, because others would see it, stays on each as it is here. */
export function withWithheld(newer: OwnChoice, here: OwnChoice, cap: Levels): OwnChoice {
  return {
    ...newer,
    note: cap.note === 'yes' ? newer.note : here.note,
    mood: cap.mood === 'yes' ? newer.mood : here.mood,
    placeIs: cap.surroundings === 'yes' ? newer.placeIs : here.placeIs,
    privacy: cap.surroundings === 'yes' ? newer.privacy : here.privacy,
    placeType: cap.place === 'yes' ? newer.placeType : here.placeType,
    sphere: cap.sphere === 'yes' ? newer.sphere : here.sphere,
  }
}
