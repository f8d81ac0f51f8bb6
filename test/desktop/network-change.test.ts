import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { clickInToast, hears } from './seeing.ts'
import { Stage } from './stage.ts'

/**
 * Changes the addresses of the machine, so it wants a network of its own (as root):
 * DIALTONE_OWN_NETWORK=1 unshare --net npx vitest run --project desktop test/desktop/network-change.test.ts
 */
const hasOwnNetwork = process.env['DIALTONE_OWN_NETWORK'] === '1'

const ip = (command: string) => execFileSync('ip', command.split(' '))

describe.skipIf(!hasOwnNetwork)(
  'another network in the middle of a call (skipped without a network of its own)',
  () => {
    let stage: Stage
    let anna: DrivenApp
    let maya: DrivenApp

    beforeAll(async () => {
      ip('link set lo up')
      ip('link add office type veth peer name wall')
      ip('link set office up')
      ip('link set wall up')
      ip('address add 192.0.2.10/24 dev office')
      stage = await Stage.open()
      anna = await stage.person('anna', 'wss', ['maya'])
      maya = await stage.person('maya', 'tls', ['anna'])
    })
    afterAll(() => stage?.close())

    test('the address goes and another one comes: both say that sound is coming back, and hear each other again', async () => {
      await anna.row(maya.aor).click()
      await anna.page.keyboard.press('Control+Enter')
      await clickInToast(await maya.window('app://toast/'), 'answer')
      const both = [anna, maya]
      const active = (recovering: boolean) =>
        Promise.all(
          both.map((app) =>
            app.until(`recovering: ${recovering}`, (state) =>
              Object.values(state.calls).find((call) => call.phase === 'active' && call.recovering === recovering),
            ),
          ),
        )
      const calls = await active(false)
      const bothHear = () => Promise.all(both.map((app, index) => hears(app, calls[index]?.id ?? '')))
      await bothHear()

      ip('address del 192.0.2.10/24 dev office')
      ip('address add 192.0.2.77/24 dev office')
      await active(true)
      await anna.page.getByText('Sound is coming back').first().waitFor()
      const lostAt = Date.now()
      await active(false)
      await bothHear()
      expect(Date.now() - lostAt).toBeLessThan(30_000)
    })
  },
)
