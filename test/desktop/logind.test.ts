import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { hasMockedLogind, MockedLogind } from '../fakes/mocked-logind.ts'
import { Stage } from './stage.ts'

const uid = process.getuid?.() ?? 0

/** What is automatic of the user's own presence; whether it goes out is not the question here. */
const automatic = async (app: DrivenApp): Promise<readonly string[]> => {
  const { ownPresence } = await app.state()
  return ownPresence[app.accountId ?? '']?.automatic.map(({ source }) => source) ?? []
}

test.skipIf(!hasMockedLogind)(
  'logind says that the screen is locked: the user is away (skipped without python3-dbusmock)',
  async () => {
    const maya = await stage.app({ env: { ...bus.environment, XDG_SESSION_ID: 'c1' } })
    await maya.signIn(stage.lab, 'maya', 'tls')
    expect(await automatic(maya)).not.toContain('lock')

    await bus.setLocked('c1', true)
    await expect.poll(() => automatic(maya), { timeout: 15_000 }).toContain('lock')
    await bus.setLocked('c1', false)
    await expect.poll(() => automatic(maya), { timeout: 15_000 }).not.toContain('lock')
  },
  90_000,
)

let stage: Stage
let bus: MockedLogind

beforeAll(async () => {
  if (!hasMockedLogind) return
  ;[stage, bus] = await Promise.all([Stage.open(), MockedLogind.start()])
  await bus.addSession('c1', uid)
}, 60_000)
afterAll(async () => {
  await stage?.close()
  await bus?.stop()
})
