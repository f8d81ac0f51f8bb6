/** Click to INVITE with and without a dead STUN server, and answer to first audio. */
import { createSocket } from 'node:dgram'
import { aorOf, launchApp } from '../desktop-driver.mjs'
import { median } from './figures.mjs'
import { watching } from './notify.mjs'
import { startPresenceServer } from './presence-server.mjs'
import { pause } from './processes.mjs'

export async function clickToInvite({ report, display, calls = 9 }) {
  console.log('Click to INVITE')
  // A socket that never answers: a dead STUN server.
  const dead = createSocket('udp4')
  await new Promise((done) => dead.bind(0, '127.0.0.1', done))
  const stun = await series(display, calls, { stun: `stun:127.0.0.1:${dead.address().port}` })
  dead.close()
  const none = await series(display, calls, { stun: null })
  report.add({ what: 'click to INVITE, dead STUN server, first call after start', value: stun.click[0] })
  const later = median(stun.click.slice(1))
  report.add({ what: 'click to INVITE, dead STUN server', value: later, goal: 'at most 650 ms', ok: later <= 650 })
  report.add({ what: 'click to INVITE, no STUN server, first call after start', value: none.click[0] })
  report.add({ what: 'click to INVITE, no STUN server', value: median(none.click.slice(1)) })
  const after = median(none.candidate.slice(1))
  report.add({
    what: 'first host candidate to INVITE, no STUN server',
    value: after,
    goal: 'at most 50 ms',
    ok: after <= 50,
  })
}

async function series(display, calls, changes) {
  let invited = () => {}
  const server = await startPresenceServer({ onInvite: (invite) => invited(invite) })
  const app = await watching(display, server, 1, changes)
  const click = []
  const candidate = []
  try {
    for (let index = 0; index < calls; index++) {
      const media = app.app.windows().find((page) => page.url().startsWith('app://media/'))
      await media?.evaluate(markCandidates)
      const invite = new Promise((done) => {
        invited = done
      })
      const { id, at } = await app.page.evaluate(async (accountId) => {
        const at = performance.timeOrigin + performance.now()
        const dialled = await window.softphone.command('calls.dial', { accountId, address: 'person0@127.0.0.1' })
        const result = JSON.parse(dialled)
        return { id: result.value.id, at }
      }, app.accountId)
      const { at: arrived } = await invite
      click.push(arrived - at)
      const first = await media?.evaluate(() => window.__firstCandidate ?? null)
      if (first) candidate.push(arrived - first)
      else candidate.push(0)
      await app.command('calls.end', { id })
      await app.until('call over', (state) => !state.calls[id] || state.calls[id].phase === 'ended')
      await pause(150)
    }
  } finally {
    await app.close()
    await server.close()
  }
  return { click, candidate }
}

/** Runs in the media host: notes when the first host candidate came. */
function markCandidates() {
  window.__firstCandidate = undefined
  if (window.__marked) return
  window.__marked = true
  const Native = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      super(configuration)
      this.addEventListener('icecandidate', (event) => {
        if (event.candidate?.candidate) window.__firstCandidate ??= performance.timeOrigin + performance.now()
      })
    }
  }
}

export async function answerToAudio({ report, display, lab, calls = 9 }) {
  console.log('Answer to first audio')
  const anna = await launchApp({ display })
  const maya = await launchApp({ display })
  const delays = { caller: [], callee: [] }
  try {
    await anna.signIn(lab, 'anna', 'wss')
    await maya.signIn(lab, 'maya', 'tls')
    for (let index = 0; index < calls; index++) {
      const { id } = await anna.command('calls.dial', {
        accountId: anna.accountId,
        address: aorOf(lab.account('maya')),
      })
      const incoming = await maya.until('ringing', (state) =>
        Object.values(state.calls).find((call) => call.phase === 'incoming'),
      )
      await pause(300)
      const at = Date.now()
      void maya.command('calls.answer', { id: incoming.id })
      const heard = async (app, callId) => {
        for (;;) {
          const flow = await app.command('calls.flow', { id: callId }).catch(() => null)
          if (flow && flow.packetsReceived > 0) return Date.now() - at
          if (Date.now() - at > 10_000) throw new Error('no audio within 10 s')
        }
      }
      const [caller, callee] = await Promise.all([heard(anna, id), heard(maya, incoming.id)])
      delays.caller.push(caller)
      delays.callee.push(callee)
      await anna.command('calls.end', { id })
      await maya.until('over', (state) => Object.values(state.calls).every((call) => call.phase === 'ended'))
      await pause(200)
    }
  } finally {
    await anna.close()
    await maya.close()
  }
  const worse = Math.max(median(delays.caller), median(delays.callee))
  report.add({ what: 'answer to first audio, the caller hears', value: median(delays.caller) })
  report.add({ what: 'answer to first audio, the callee hears', value: median(delays.callee) })
  report.add({ what: 'answer to first audio, slower side', value: worse, goal: 'at most 400 ms', ok: worse <= 400 })
}
