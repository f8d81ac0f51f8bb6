export const KAMAILIO: readonly string[]
export const HEADLESS: readonly string[]
export const KEY_STORE: readonly string[]
export const CALENDARS: readonly string[]
export const RTPENGINE: readonly string[]
export function missingFrom(wanted: readonly string[], dpkgOutput: string): string[]
export function chosenNames(choices: readonly string[], offered: ReadonlySet<string>): string[]
export function setUpDebian(
  wanted: readonly string[],
  options?: { readonly commands?: readonly string[] },
): Promise<void>
