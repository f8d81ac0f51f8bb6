/** NOTIFY on the wire to the changed row in the DOM, against a scripted server. */
import { launchApp } from '../desktop-driver.mjs'
import { median, percentile } from './figures.mjs'
import { disturbance, undisturbed } from './load.mjs'
import { startPresenceServer } from './presence-server.mjs'
import { pause } from './processes.mjs'

export const scriptedSettings = (server, changes = {}) => ({
  aor: 'anna@127.0.0.1',
  displayName: 'Anna',
  authUser: null,
  server: server.url,
  outboundProxy: null,
  xcapRoot: null,
  stun: null,
  turn: null,
  trustedCertificate: null,
  allowUnencrypted: true,
  ...changes,
})

/** Signed in at the scripted server, with `count` people watched. */
export async function watching(display, server, count, changes) {
  const app = await launchApp({ display })
  const { id } = await app.command('account.signIn', {
    settings: scriptedSettings(server, changes),
    password: 'unused',
    passwordStorage: 'this-run',
  })
  app.accountId = id
  await app.until('signed in', (state) => state.links[id]?.kind === 'online')
  for (let index = 0; index < count; index++) {
    await app.command('people.add', { accountId: id, address: person(index), name: `Person ${index}`, groupIds: [] })
  }
  await app.until(
    'everybody known',
    (state) => Object.values(state.presentities).filter((p) => p.knowledge.kind === 'current').length === count,
  )
  return app
}

export const person = (index) => `person${index}@127.0.0.1`

export async function notifyToRow({ report, display, changes = 500 }) {
  console.log(`NOTIFY to row, ${changes} changes`)
  const server = await startPresenceServer()
  const app = await watching(display, server, 10)
  try {
    await app.page.evaluate(() => {
      window.__seen = {}
      const look = () => {
        for (const row of document.querySelectorAll('[data-aor]')) {
          const key = `${row.dataset.aor} ${row.dataset.availability}`
          window.__seen[key] ??= performance.timeOrigin + performance.now()
        }
      }
      new MutationObserver(look).observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['data-availability'],
      })
    })
    const measure = async () => {
      const delays = []
      for (let index = 0; index < changes; index++) delays.push(await one(index))
      return delays
    }
    const one = async (index) => {
      const aor = person(index % 10)
      const busy = Math.floor(index / 10) % 2 === 0
      const key = `${aor} ${busy ? 'busy' : 'available'}`
      await app.page.evaluate((gone) => delete window.__seen[gone], key)
      const at = server.notify(aor, 'open', busy ? 'meeting' : null)
      const seen = await app.page.waitForFunction((wanted) => window.__seen[wanted], key, {
        polling: 5,
        timeout: 5_000,
      })
      const delay = (await seen.jsonValue()) - at
      await pause(5)
      return delay
    }
    const run = await undisturbed(measure, (values) => percentile(values, 0.95) <= 50)
    const delays = run.result
    const p95 = percentile(delays, 0.95)
    report.add({ what: 'NOTIFY to row, median', value: median(delays) })
    report.add({
      what: `NOTIFY to row, p95 of ${changes}`,
      value: p95,
      goal: 'at most 50 ms',
      ok: p95 <= 50,
      note: disturbance(run),
    })
  } finally {
    await app.close()
    await server.close()
  }
}
