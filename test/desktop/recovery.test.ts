import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DrivenApp } from '../../scripts/desktop-driver.mjs'
import { Stage } from './stage.ts'

/** 200 in all with `npm run prove`. */
const messagesEach = process.env['DIALTONE_PROVE'] === '1' ? 100 : 5

let stage: Stage
let anna: DrivenApp
let maya: DrivenApp

beforeAll(async () => {
  stage = await Stage.open()
  anna = await stage.person('anna', 'wss', ['maya', 'luis'])
  maya = await stage.person('maya', 'tls', ['anna', 'luis'])
  await sees(anna, maya, 'available')
  await sees(maya, anna, 'available')
})
afterAll(() => stage?.close())

const presentity = (app: DrivenApp, aor: string) =>
  app.state().then((state) => Object.values(state.presentities).find((candidate) => candidate.aor === aor))

function sees(app: DrivenApp, other: DrivenApp, availability: string): Promise<unknown> {
  return app.until(
    `${app.aor} sees ${other.aor} ${availability}`,
    (state) =>
      Object.values(state.presentities).some(
        (candidate) =>
          candidate.aor === other.aor &&
          candidate.availability === availability &&
          candidate.knowledge.kind === 'current',
      ),
    30_000,
  )
}

const texts = async (app: DrivenApp, other: DrivenApp) => {
  const { total } = (await app.state()).conversations[`${app.accountId} ${other.aor}`] ?? { total: 0 }
  const list = []
  for (let from = 0; from < total; from += 500) {
    list.push(...(await app.command('messaging.range', { accountId: app.accountId, aor: other.aor, from, count: 500 })))
  }
  return list
}

test('when the server dies both apps say so, and when it is back everything is right again and nothing is lost or doubled', async () => {
  await stage.lab.kill()
  const killedAt = Date.now()
  for (const app of [anna, maya]) {
    await app.until('link down', (state) => state.links[app.accountId]?.kind !== 'online', 5_000)
    await app.page.locator('.ban').waitFor({ timeout: 5_000 })
  }
  expect(Date.now() - killedAt).toBeLessThan(5_000)
  expect((await presentity(anna, maya.aor))?.knowledge.kind).toBe('last-known')
  await expect(anna.row(maya.aor).getAttribute('data-availability')).resolves.toBe('unknown')

  // What is said and set meanwhile waits.
  for (let index = 0; index < messagesEach; index++) {
    await anna.command('messaging.send', { accountId: anna.accountId, aor: maya.aor, text: `from anna ${index}` })
    await maya.command('messaging.send', { accountId: maya.accountId, aor: anna.aor, text: `from maya ${index}` })
  }
  const own = Object.values((await maya.state()).ownPresence)[0]!
  const { setAt: _setAt, ...choice } = own.choice
  await maya.command('presence.setChoice', { accountId: maya.accountId, choice: { ...choice, status: 'busy' } })

  await stage.lab.start()
  for (const app of [anna, maya]) {
    await app.until('link up by itself', (state) => state.links[app.accountId]?.kind === 'online', 40_000)
  }
  await sees(anna, maya, 'busy')
  await sees(maya, anna, 'available')

  for (const [app, other, name] of [
    [anna, maya, 'maya'],
    [maya, anna, 'anna'],
  ] as const) {
    await app.until(
      'everything arrived and everything is sent',
      (state) => (state.conversations[`${app.accountId} ${other.aor}`]?.total ?? 0) >= 2 * messagesEach,
      60_000,
    )
    const all = await texts(app, other)
    const received = all.filter((message) => message.direction === 'in').map((message) => message.text)
    expect([...received].sort()).toEqual(
      Array.from({ length: messagesEach }, (_, index) => `from ${name} ${index}`).sort(),
    )
    expect(all.map((message) => message.index)).toEqual(all.map((_, index) => index))
    await app.until('the outbox is empty', (state) => {
      const last = state.conversations[`${app.accountId} ${other.aor}`]?.last
      return last && last.delivery.kind !== 'sending' && last.delivery.kind !== 'waiting'
    })
  }
}, 180_000)
