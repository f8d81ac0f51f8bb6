/** The story of the demo, played through the real screens. A step counts when it is seen on the other side. */
import { join } from 'node:path'

const timeLimit = 20_000

export async function playStory({ anna, maya, output }) {
  const steps = []
  const tell = teller({ steps, anna, maya, output })
  const startedAt = new Date().toISOString()
  await tell('Each sees the other available', 'both', async () => {
    await Promise.all([glyph(anna, maya, 'available'), glyph(maya, anna, 'available')])
  })
  await tell('Maya goes to a meeting', 'Anna', async (mark) => {
    const { page } = maya
    await page.keyboard.press('Control+Shift+S')
    await page
      .getByRole('checkbox', { name: 'Meeting', exact: true })
      .or(page.getByRole('button', { name: 'Meeting', exact: true }))
      .first()
      .click()
    await page.getByText('1 hour', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Quarterly review. Text is fine.')
    mark()
    await page.keyboard.press('Control+Enter')
    await glyph(anna, maya, 'busy')
    await anna.row(maya.aor).getByText('In a meeting').waitFor({ timeout: timeLimit })
  })
  await tell('Anna opens the conversation and writes', 'Maya', async (mark) => {
    await anna.row(maya.aor).click()
    await maya.row(anna.aor).click()
    await write(anna, 'Could you take the customer line at four?', mark)
    await message(maya, 'Could you take the customer line at four?')
  })
  await tell('Maya answers', 'Anna', async (mark) => {
    await write(maya, 'Yes. I am out of the review by then.', mark)
    await message(anna, 'Yes. I am out of the review by then.')
  })
  await tell('Anna calls', 'Maya', async (mark) => {
    mark()
    await anna.page.keyboard.press('Control+Shift+Enter').catch(() => {})
    await anna.page
      .getByRole('button', { name: /^Call Maya/ })
      .first()
      .click()
    const toast = await maya.window('app://toast/')
    await toast
      .getByRole('button', { name: /^Answer/ })
      .first()
      .waitFor({ timeout: timeLimit })
  })
  let annaCall = null
  let mayaCall = null
  await tell('Maya answers, and both hear each other', 'both', async (mark) => {
    const toast = await maya.window('app://toast/')
    mark()
    await toast
      .getByRole('button', { name: /^Answer/ })
      .first()
      .click()
    annaCall = await active(anna)
    mayaCall = await active(maya)
    const [a, m] = await Promise.all([hears(anna, annaCall), hears(maya, mayaCall)])
    return { annaHears: a, mayaHears: m }
  })
  await tell('Each shows the other on the phone', 'both', async () => {
    await Promise.all([glyph(anna, maya, 'phone'), glyph(maya, anna, 'phone')])
  })
  await tell('Anna ends the call', 'Maya', async (mark) => {
    mark()
    await anna.page.keyboard.press('Control+Shift+E')
    await maya.until('call over', (state) => !state.calls[mayaCall] || state.calls[mayaCall].phase === 'ended')
  })
  await tell('Maya is in her meeting again, Anna available', 'both', async () => {
    await Promise.all([glyph(anna, maya, 'busy'), glyph(maya, anna, 'available')])
  })
  return { startedAt, ok: steps.every((step) => step.ok), steps }
}

/** Runs a step, times it from its mark() on, takes pictures, and goes on after a failure so that the pictures tell more. */
function teller({ steps, anna, maya, output }) {
  return async (what, seenBy, act) => {
    let from = performance.now()
    const mark = () => {
      from = performance.now()
    }
    const number = String(steps.length + 1).padStart(2, '0')
    let step
    try {
      const figures = await act(mark)
      step = { what, ok: true, seenBy, milliseconds: Math.round(performance.now() - from), ...(figures ?? {}) }
    } catch (error) {
      step = {
        what,
        ok: false,
        seenBy,
        milliseconds: null,
        problem: error instanceof Error ? error.message.split('\n')[0] : String(error),
      }
    }
    const pictures = [`${number}-anna.png`, `${number}-maya.png`]
    await Promise.all([
      anna.page.screenshot({ path: join(output, pictures[0]) }).catch(() => {}),
      maya.page.screenshot({ path: join(output, pictures[1]) }).catch(() => {}),
    ])
    const toast = maya.app.windows().find((page) => page.url().startsWith('app://toast/'))
    if (toast) {
      pictures.push(`${number}-toast.png`)
      await toast.screenshot({ path: join(output, pictures[2]) }).catch(() => {})
    }
    steps.push({ ...step, pictures })
  }
}

/** The other's row shows this glyph. */
const glyph = (app, other, availability) =>
  app.page
    .locator(`[data-aor="${other.aor}"][data-availability="${availability}"]`)
    .first()
    .waitFor({ timeout: timeLimit })

async function write(app, text, mark) {
  const composer = app.page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill(text)
  mark()
  await composer.press('Enter')
}

const message = (app, text) =>
  app.page.locator('[data-message-id][data-direction="in"]', { hasText: text }).first().waitFor({ timeout: timeLimit })

const active = (app) =>
  app.until('in a call', (state) => Object.values(state.calls).find((call) => call.phase === 'active')?.id)

/** Packets and energy of what this side receives, from its own getStats: 25 packets are half a second of sound. */
async function hears(app, callId) {
  const end = Date.now() + timeLimit
  for (;;) {
    const flow = await app.command('calls.flow', { id: callId })
    if (flow.packetsReceived >= 25 && flow.energyReceived > 0)
      return { packets: flow.packetsReceived, energy: flow.energyReceived }
    if (Date.now() > end) throw new Error(`no sound: ${JSON.stringify(flow)}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
