/** When to try again: exponential back-off with jitter, and the server's own wish. Pure: chance and time are arguments. */

/** RFC 5626 4.5: the upper bound doubles with each failure; the wait is 50 to 100 % of it, so that clients spread. */
export function backOffSeconds(
  failures: number,
  limits: Readonly<{ minSeconds: number; maxSeconds: number }>,
  random: () => number = Math.random,
): number {
  const upper = Math.min(limits.maxSeconds, limits.minSeconds * 2 ** Math.min(Math.max(failures - 1, 0), 30))
  return upper * (0.5 + random() / 2)
}

/** Half to four fifths of a lifetime, so that a thousand soft states do not refresh in one second. */
export function refreshSeconds(expires: number, random: () => number = Math.random): number {
  if (expires < 20) return Math.max(1, expires / 2)
  return expires * (0.5 + random() * 0.3)
}

const MAX_RETRY_AFTER = 24 * 3600

/** `Retry-After: 120 (maintenance);duration=60`, `Expires: 60`, `Min-Expires: 60`: the seconds, or null. */
export function parseSeconds(value: string | null): number | null {
  const digits = value === null ? null : /^\s*(\d{1,10})(?=$|[\s;,(])/.exec(value)
  return digits === null ? null : Math.min(Number(digits[1]), MAX_RETRY_AFTER)
}

/** The server's Retry-After with a little jitter upwards, since it told everybody the same number. */
export function retryAfterSeconds(seconds: number, random: () => number = Math.random): number {
  return seconds * (1 + random() * 0.1)
}
