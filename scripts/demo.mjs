#!/usr/bin/env node
/**
 * `npm run demo [-- --headless]`: starts the SIP domain and opens two signed-in windows, Anna's and Maya's. Where there is no
 * display, or with --headless, it runs under Xvfb, plays a story and writes pictures and story.json to demo-out/; every step
 * counts only when it was seen on the other side. Exit status 0 only if all of them were.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasDisplay } from './electron-flags.mjs'
import { root } from './paths.mjs'
import { setUpOrExit } from './setup.mjs'

const headless = process.argv.includes('--headless') || !hasDisplay()

await setUpOrExit('demo')
const { startLab } = await import('../lab/lab.mjs')
const { startXvfb } = await import('./electron-flags.mjs')
const { playStory } = await import('./demo/story.mjs')
const { openPair, publishOthers } = await import('./demo/pair.mjs')

const folder = mkdtempSync(join(tmpdir(), 'dialtone-demo-'))
const output = join(root, 'demo-out')
const screen = headless ? await startXvfb({ width: 2400, height: 900 }) : null
const lab = await startLab({ dir: join(folder, 'lab') })
const others = []
let pair = []
let failed = false

try {
  others.push(...(await publishOthers(lab, folder)))
  pair = await openPair({ lab, folder, headless, display: screen?.display })
  if (headless) failed = !(await tellStory())
  else {
    // An app that waits in the tray would not end.
    await Promise.all(pair.map((one) => one.command('app.setSettings', { patch: { closeToTray: false } })))
    console.log('Two windows are open: Anna and Maya. Close both, or press Ctrl C, to end the demo.')
    await Promise.race([interrupted(), Promise.all(pair.map((one) => closed(one.app)))])
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  failed = true
} finally {
  for (const child of others) child.kill('SIGTERM')
  await Promise.all(pair.map((one) => one.close()))
  await lab.stop()
  await screen?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(failed ? 1 : 0)

async function tellStory() {
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const [anna, maya] = pair
  const story = await playStory({ anna, maya, output })
  writeFileSync(join(output, 'story.json'), `${JSON.stringify(story, null, 2)}\n`)
  for (const step of story.steps) {
    console.log(
      `${step.ok ? '✓' : '✗'} ${step.what}${step.ok ? ` (${step.milliseconds} ms, seen by ${step.seenBy})` : `: ${step.problem}`}`,
    )
  }
  console.log(
    story.ok
      ? 'The story is in demo-out/story.json, with pictures of every step.'
      : 'The story did not come to its end.',
  )
  return story.ok
}

function interrupted() {
  return new Promise((done) => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
}

function closed(app) {
  return new Promise((done) => app.once('close', done))
}
