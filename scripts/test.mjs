#!/usr/bin/env node
/**
 * npm test -- [--prove] [PATTERN...]
 * Type check, lint and all test projects; the last line is `N passed, N failed`. With PATTERNs only the test files whose
 * path contains one. --prove runs the long counts.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { electronEnvironment, startXvfb } from './electron-flags.mjs'
import { root } from './paths.mjs'
import { run, say } from './run.mjs'
import { build, setUpOrExit } from './setup.mjs'
import {
  checkResult,
  failedFiles,
  failureList,
  hasEscapedError,
  lateList,
  partLine,
  projectResult,
  totalLine,
  withSecondTry,
} from './test-report.mjs'

const MINUTE = 60_000

/** Where each vitest project has its files (vitest.config.ts); unit has all the others. */
const FOLDERS = {
  ui: ['test/renderer/'],
  flows: ['test/flows/'],
  interop: ['test/interop/', 'test/lab/'],
  desktop: ['test/desktop/'],
}

/**
 * What works with real servers and screens may fail once: the file is run again, with a server and a screen of its own, and
 * the report says so.
 */
const TRIED_TWICE = ['interop', 'desktop']

const tool = (name, path) => join(root, 'node_modules', name, path)

function testFiles(dir = join(root, 'test')) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return testFiles(path)
    return /\.test\.tsx?$/.test(entry.name) ? [relative(root, path)] : []
  })
}

function projectOf(file) {
  const found = Object.entries(FOLDERS).find(([, folders]) => folders.some((folder) => file.startsWith(folder)))
  return found ? found[0] : 'unit'
}

const results = []

async function part(work) {
  const from = performance.now()
  const result = await work()
  results.push(result)
  console.log(partLine(result, (performance.now() - from) / 1000))
  return result
}

function check(name, commands) {
  return part(async () => {
    const outcomes = await Promise.allSettled(commands.map((args) => run(process.execPath, args, { cwd: root })))
    const errors = outcomes
      .filter(({ status }) => status === 'rejected')
      .map(({ reason }) => reason.output || reason.message)
    return checkResult(name, errors.length > 0 ? errors.join('\n') : null)
  })
}

const running = new Set()

/** Ends with vitest's exit status and what it said. After `timeout` it is asked to end, then made to. */
function vitest(args, env, timeout) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tool('vitest', 'vitest.mjs'), 'run', ...args], {
      cwd: root,
      env: { NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let output = ''
    const hear = (data) => {
      output += data
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    let kill
    const timer = setTimeout(() => {
      hear(`\nEnded because it took longer than ${timeout / MINUTE} minutes.`)
      child.kill()
      kill = setTimeout(() => child.kill('SIGKILL'), 5000)
    }, timeout)
    child.once('close', (status) => {
      clearTimeout(timer)
      clearTimeout(kill)
      running.delete(child)
      resolve({ status: status ?? 1, output: stripVTControlCharacters(output) })
    })
  })
}

/** Runs a vitest project, or those of its files that `patterns` name: {report, status, output}, `report` null without one. */
async function vitestProject(name, { patterns, prove, env = process.env }) {
  const file = join(root, '.cache', 'test', `${name}.json`)
  mkdirSync(join(root, '.cache', 'test'), { recursive: true })
  rmSync(file, { force: true })
  const args = ['--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...patterns]
  const ended = await vitest(args, { ...env, ...(prove ? { DIALTONE_PROVE: '1' } : {}) }, (prove ? 60 : 15) * MINUTE)
  return { ...ended, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
}

function project(name, options) {
  return part(async () => {
    const first = await vitestProject(name, options)
    // An error outside any test belongs to no file: another try of some would hide it.
    const again = TRIED_TWICE.includes(name) && !hasEscapedError(first.output)
    const failed = again ? failedFiles(first.report) : []
    const second = failed.length > 0 ? await vitestProject(name, { ...options, patterns: failed }) : null
    const report = second?.report ? withSecondTry(first.report, second.report) : first.report
    const { status, output } = second ?? first
    return projectResult(name, report, status, output)
  })
}

async function desktop(options) {
  if (process.platform !== 'linux') return project('desktop', options)
  const xvfb = await startXvfb()
  try {
    const env = electronEnvironment({ headless: true, display: xvfb.display })
    return await project('desktop', { ...options, env })
  } finally {
    await xvfb.stop()
  }
}

async function main() {
  const prove = process.argv.includes('--prove')
  const patterns = process.argv.slice(2).filter((argument) => argument !== '--prove')
  if (patterns.some((pattern) => pattern.startsWith('-'))) {
    say('Usage: npm test -- [--prove] [PATTERN...]')
    process.exit(2)
  }
  const files = testFiles().filter(
    (file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)),
  )
  if (files.length === 0) {
    say(`No test file has ${patterns.join(' or ')} in its path.`)
    process.exit(1)
  }
  const projects = new Set(files.map(projectOf))
  const isWhole = patterns.length === 0
  const needsApp = isWhole || projects.has('interop') || projects.has('desktop')
  await setUpOrExit(needsApp ? 'test' : 'unit')

  const options = { patterns, prove }
  const projectIfAny = async (name) => projects.has(name) && project(name, options)
  let isBuilt = false
  if (needsApp) {
    const error = await build().then(
      () => null,
      (reason) => reason.message,
    )
    isBuilt = error === null
    if (!isBuilt) await part(async () => checkResult('build', error))
  }
  await Promise.all([
    (async () => {
      if (isWhole) {
        await check('types', [[tool('typescript', 'bin/tsc'), '-b']])
        await check('lint', [
          [tool('@biomejs/biome', 'bin/biome'), 'check', '.'],
          [tool('oxlint', 'bin/oxlint'), '--type-aware', '--quiet'],
        ])
      }
      for (const name of ['unit', 'ui', 'flows']) await projectIfAny(name)
    })(),
    projectIfAny('interop'), // mostly waits for servers, so it goes beside the others
  ])
  // Alone, because windows that share two cores with other tests miss their moments.
  if (projects.has('desktop') && isBuilt) await desktop(options)

  for (const list of [lateList(results, root), failureList(results, root)]) if (list) console.log(`\n${list}\n`)
  console.log(totalLine(results))
  process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of running) child.kill()
    process.exit(130)
  })
}

await main()
