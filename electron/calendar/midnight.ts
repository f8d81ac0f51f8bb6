const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** The first moment of the day on the clock of a zone, whichever Date is in. */
export function midnightBefore(zone: string, at: number): number {
  const guess = at - sinceMidnight(zone, at)
  // The clocks were changed since: it was an hour later, or one earlier.
  const off = sinceMidnight(zone, guess)
  return off < day / 2 ? guess - off : guess + day - off
}

/** A day has 23 to 25 hours. */
export const midnightAfter = (zone: string, midnight: number): number => midnightBefore(zone, midnight + 36 * hour)

let clock: { readonly zone: string; readonly format: Intl.DateTimeFormat } | null = null

function sinceMidnight(zone: string, at: number): number {
  if (clock?.zone !== zone) {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    clock = { zone, format }
  }
  const [hours = 0, minutes = 0, seconds = 0] = clock.format.format(at).split(':').map(Number)
  return (hours * 3600 + minutes * 60 + seconds) * second + (((at % second) + second) % second)
}
