/** A status set on one app to the changed row on the other, against the same two messages sent by a bare script. */
import { aorOf, launchApp } from '../desktop-driver.mjs'
import { BareClient } from './bare-client.mjs'
import { median } from './figures.mjs'
import { pause } from './processes.mjs'

/** Longer than the app holds changes together, so that each is sent when it is made. */
const between = 400

export async function statusThroughServer({ report, display, lab, rounds = 30 }) {
  console.log('A status through the server')
  const maya = await launchApp({ display })
  const anna = await launchApp({ display })
  const watcher = await BareClient.open(lab.ports.sip, lab.account('luis'), aorOf(lab.account('luis')))
  const publisher = await BareClient.open(lab.ports.sip, lab.account('priya'), aorOf(lab.account('priya')))
  try {
    await maya.signIn(lab, 'maya', 'tcp')
    await anna.signIn(lab, 'anna', 'tcp')
    await anna.addPeople(lab, ['maya'])
    await anna.row(maya.aor).and(anna.page.locator('[data-availability="available"]')).waitFor({ timeout: 15_000 })
    await anna.page.evaluate(watchRow, maya.aor)
    const bare = await bareClients({ watcher, publisher, aor: aorOf(lab.account('priya')) })
    const times = { app: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      const status = round % 2 === 0 ? 'busy' : 'available'
      times.app.push(await appChange(maya, anna, status))
      times.bare.push(await bare(status))
      await pause(between)
    }
    const app = median(times.app)
    const floor = median(times.bare)
    report.add({ what: 'PUBLISH to NOTIFY through Kamailio, bare script', value: floor })
    report.add({ what: "status set on one app to the other's row, through Kamailio", value: app })
    report.add({
      what: 'of that, more than the bare script',
      value: app - floor,
      goal: 'at most 60 ms',
      ok: app - floor <= 60,
      note: `medians of ${rounds} alternating rounds`,
    })
  } finally {
    watcher.close()
    publisher.close()
    await maya.close()
    await anna.close()
  }
}

/** Runs in the window. */
function watchRow(aor) {
  window.__changes = []
  let last = null
  const look = () => {
    const now = document.querySelector(`[data-aor="${aor}"]`)?.dataset.availability ?? null
    if (now === last) return
    last = now
    window.__changes.push({ availability: now, at: performance.timeOrigin + performance.now() })
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
  look()
}

/** From the moment at which Maya's screen gives the command. */
async function appChange(maya, anna, status) {
  const from = await maya.page.evaluate(
    async ([accountId, wanted]) => {
      const { value } = JSON.parse(await window.softphone.command('app.snapshot', {}))
      const { setAt: _, ...choice } = value.ownPresence[accountId].choice
      const at = performance.timeOrigin + performance.now()
      await window.softphone.command('presence.setChoice', { accountId, choice: { ...choice, status: wanted } })
      return at
    },
    [maya.accountId, status],
  )
  const shown = await anna.page.waitForFunction(
    ([wanted, since]) => window.__changes.find((each) => each.availability === wanted && each.at > since)?.at,
    [status, from],
    { polling: 5, timeout: 10_000 },
  )
  return (await shown.jsonValue()) - from
}

async function bareClients({ watcher, publisher, aor }) {
  await watcher.register()
  let told = () => {}
  watcher.onNotify = (notify) => told(notify)
  const first = new Promise((done) => {
    told = done
  })
  await watcher.subscribe(aor)
  await first
  let tag = null
  let turn = 0
  return async (status) => {
    const mark = `turn ${++turn}`
    const heard = new Promise((done) => {
      told = ({ at, body }) => {
        if (body.includes(mark)) done(at)
      }
    })
    const sent = await publisher.publish(documentOf(aor, status, mark), tag)
    tag = sent.tag
    return (await heard) - sent.at
  }
}

const documentOf = (aor, status, mark) => `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:${aor}">
<tuple id="t1"><status><basic>open</basic></status><note>${mark}</note></tuple>
<dm:person id="p1"><rpid:activities>${status === 'busy' ? '<rpid:busy/>' : ''}</rpid:activities></dm:person>
</presence>`
