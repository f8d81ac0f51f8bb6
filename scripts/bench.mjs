#!/usr/bin/env node
/**
 * `npm run bench [-- SECTION...]`: measures, with the floor measured in the same run. Sections:
 * start, notify, calls, status, documents, people, calendars, crowd.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { setUpOrExit } from './setup.mjs'

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('-'))
const has = (name) => wanted.length === 0 || wanted.includes(name)
const startsArg = process.argv.find((arg) => arg.startsWith('--starts='))
const starts = startsArg ? Number(startsArg.slice(9)) : 9

await setUpOrExit('bench')
const { startLab } = await import('../lab/lab.mjs')
const { startXvfb } = await import('./electron-flags.mjs')
const { Report } = await import('./bench/figures.mjs')

const startedAt = Date.now()
const loadBefore = loadavg()
  .map((each) => each.toFixed(1))
  .join(', ')
const report = new Report()
const folder = mkdtempSync(join(tmpdir(), 'dialtone-bench-lab-'))
const screen = await startXvfb()
const lab = await startLab({ dir: join(folder, 'lab') })
try {
  const stage = { report, display: screen.display, lab, starts }
  if (has('start')) await (await import('./bench/start-and-memory.mjs')).startAndMemory(stage)
  if (has('notify')) await (await import('./bench/notify.mjs')).notifyToRow(stage)
  if (has('calls')) {
    const calls = await import('./bench/calls.mjs')
    await calls.clickToInvite(stage)
    await calls.answerToAudio(stage)
  }
  if (has('status')) await (await import('./bench/status.mjs')).statusThroughServer(stage)
  if (has('documents')) await (await import('./bench/documents.mjs')).documents(stage)
  if (has('people')) await (await import('./bench/roster.mjs')).roster(stage)
  if (has('calendars')) await (await import('./bench/calendars.mjs')).calendars(stage)
  if (has('crowd')) await (await import('./bench/crowd.mjs')).crowd(stage)
} finally {
  await lab.stop()
  await screen.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

const { versions } = await import('./bench/start-and-memory.mjs')
const load = loadavg().map((each) => each.toFixed(1))
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, Electron ${versions()}, Node ${process.version}`
const text = `${report.markdown()}\n\nMeasured on ${machine}, in ${Math.round((Date.now() - startedAt) / 1000)} s; load average before ${loadBefore}, after ${load.join(', ')}.\n`
mkdirSync(join(root, '.cache'), { recursive: true })
writeFileSync(join(root, '.cache', 'bench.md'), text)
console.log(`\n${text}`)
console.log(report.missed.length === 0 ? 'Every goal was met.' : `${report.missed.length} goals were missed.`)
process.exit(report.missed.length === 0 ? 0 : 1)
