import type { SphereRules, SphereState } from '#contract/privacy'

export type SphereInput = {
  readonly hand: 'work' | 'home' | null
  /** where this computer is; null: cannot be told */
  readonly network: { readonly id: string; readonly name: string } | null
  readonly rules: SphereRules
  readonly now: number
}

export type SphereNow = Pick<SphereState, 'now' | 'source'> & {
  /** when the clock decides anew; null: it does not */
  readonly nextChange: number | null
}

/** Work or home: as set by hand, else by the network this computer is in, else by the time. */
export function sphereOf({ hand, network, rules, now }: SphereInput): SphereNow {
  const nextChange = rules.workHours === null ? null : nextBoundary(rules.workHours, now)
  if (hand !== null) return { now: hand, source: 'hand', nextChange }
  const place = rules.networks.find(({ id }) => id === network?.id)
  if (place !== undefined) return { now: place.sphere, source: 'network', nextChange }
  if (rules.workHours === null) return { now: null, source: 'none', nextChange }
  if (isWithin(rules.workHours, now)) return { now: 'work', source: 'time', nextChange }
  return { now: rules.otherwise, source: rules.otherwise === null ? 'none' : 'time', nextChange }
}

type Hours = NonNullable<SphereRules['workHours']>

/** Hours past midnight belong to the day on which they began. */
function isWithin({ days, from, until }: Hours, now: number): boolean {
  const at = new Date(now)
  const minute = at.getHours() * 60 + at.getMinutes()
  const [today, yesterday] = [at.getDay(), (at.getDay() + 6) % 7]
  if (from < until) return days.includes(today) && minute >= from && minute < until
  return (days.includes(today) && minute >= from) || (days.includes(yesterday) && minute < until)
}

/** The wall clock decides: days with a change of it are 23 or 25 hours long. */
function nextBoundary({ from, until }: Hours, now: number): number {
  const day = (offset: number, minute: number) => {
    const at = new Date(now)
    return new Date(at.getFullYear(), at.getMonth(), at.getDate() + offset, 0, minute).getTime()
  }
  return Math.min(...[0, 1].flatMap((offset) => [day(offset, from), day(offset, until)]).filter((at) => at > now))
}
