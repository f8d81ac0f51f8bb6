import { emptyPlaceIs, type Knowledge, type Presentity } from '#contract/presence'
import { bestWay } from './best-way.ts'
import type { Composed } from './composition.ts'

const nothing: Composed = {
  availability: 'unknown',
  activities: [],
  note: null,
  mood: [],
  placeIs: emptyPlaceIs,
  placeType: [],
  privacy: null,
  sphere: null,
  city: null,
  timeOffset: null,
  idleSince: null,
  statusIcon: null,
  displayName: null,
  homepage: null,
  services: [],
  devices: [],
  day: [],
  source: null,
  changedAt: null,
  nextChange: null,
}

/** What one person's row and card show: whose it is, how sure we are, what is said, and the best way to reach now. */
export function presentityFrom(
  who: { readonly accountId: string; readonly aor: string },
  knowledge: Knowledge,
  composed: Composed | null,
  now: number,
): Presentity {
  const { nextChange: _timer, ...said } = composed ?? nothing
  return { ...who, knowledge, ...said, best: bestWay({ knowledge, ...said }, now) }
}
