/**
 * Minutes east of UTC, now. Node remembers the zone it started in; unsetting TZ where it was not set makes it look again, so
 * that a flight is noticed without a restart.
 */
export function localTimeOffset(now: number): number {
  if (process.env['TZ'] === undefined) delete process.env['TZ']
  return 0 - new Date(now).getTimezoneOffset()
}
