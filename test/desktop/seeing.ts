import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import type { Availability } from '#contract/presence'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'

/** What a test sees and does on a screen; each waits for what it names and fails when it does not come. */

const patience = 30_000

/** The other's row shows this glyph. */
export const seesGlyph = (app: DrivenApp, other: { readonly aor: string }, availability: Availability): Promise<void> =>
  app.page
    .locator(`[data-aor="${other.aor}"][data-availability="${availability}"]`)
    .first()
    .waitFor({ timeout: patience })

export const visible = (locator: Locator, timeout = patience): Promise<void> => locator.first().waitFor({ timeout })

export const gone = (locator: Locator, timeout = patience): Promise<void> =>
  locator.first().waitFor({ state: 'hidden', timeout })

export const button = (app: DrivenApp, name: string | RegExp): Locator =>
  app.page.getByRole('button', { name, exact: true }).first()

/** The small window of a call closes with what is clicked there, at times before the click is told to be over. */
export async function clickInToast(toast: Page, action: 'answer' | 'decline'): Promise<void> {
  const wanted = toast.locator(`[data-action=${action}]`).first()
  await wanted.click().catch((error: unknown) => {
    if (!toast.isClosed()) throw error
  })
}

/** Asks again until the answer is yes: for what no event tells (sound, the X server). */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  timeout = patience,
): Promise<T> {
  const until = Date.now() + timeout
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > until) throw new Error(`${what}: not within ${timeout} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Sound arrives now: another half second of packets, and energy in them. */
export async function hears(app: DrivenApp, callId: string): Promise<void> {
  const before = await eventually('a connection', () => app.command('calls.flow', { id: callId }).catch(() => null))
  await eventually(`${app.aor} hears`, async () => {
    const now = await app.command('calls.flow', { id: callId }).catch(() => null)
    return now && now.packetsReceived >= before.packetsReceived + 25 && now.energyReceived > before.energyReceived
  })
}

const run = promisify(execFile)

/** A real key or pointer event at the X server, to whichever window has the focus. */
export async function xdotool(display: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('xdotool', [...args], { env: { ...process.env, DISPLAY: display } })
  return stdout.trim()
}
