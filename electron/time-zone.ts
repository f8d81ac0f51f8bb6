/**
 * The zone of this computer, as it is now. Node remembers the one it started in, for Date and Intl alike; unsetting TZ where it was
 * not set makes it look again, so that a flight is noticed without a restart. A twentieth of a millisecond.
 */
export function lookForZone(): void {
  if (process.env['TZ'] === undefined) delete process.env['TZ']
}

/** The IANA name. */
export function localZone(): string {
  lookForZone()
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Minutes east of UTC, now. */
export function localTimeOffset(now: number): number {
  lookForZone()
  return 0 - new Date(now).getTimezoneOffset()
}
