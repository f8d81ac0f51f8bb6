#!/usr/bin/env node
/**
 * Makes a fresh clone ready with nothing but Node 20, npm and, on Debian and Ubuntu, apt. Every step looks first whether
 * it is done. Nothing outside Node is imported here: this runs before npm has installed anything.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CALENDARS, HEADLESS, KAMAILIO, KEY_STORE, SESSION, setUpDebian } from './debian.mjs'
import { withLock } from './lock.mjs'
import { root } from './paths.mjs'
import { run, say } from './run.mjs'
import { setUpRuntime } from './runtime.mjs'

export { electronPath, electronRuntime } from './runtime.mjs'

/** What each command needs. */
const NEEDS = {
  start: { runtime: true, build: true, debian: [] },
  dialtone: { runtime: false, build: true, debian: [] },
  lab: { runtime: false, build: false, debian: KAMAILIO },
  demo: { runtime: true, build: true, debian: [...KAMAILIO, ...HEADLESS] },
  bench: { runtime: true, build: true, debian: [...KAMAILIO, ...HEADLESS] },
  unit: { runtime: false, build: false, debian: [] },
  test: { runtime: true, build: false, debian: [...KAMAILIO, ...HEADLESS, ...KEY_STORE, ...SESSION, ...CALENDARS] }, // builds as one of its own steps
  package: { runtime: true, build: true, debian: [] },
}

const lockFile = join(root, 'package-lock.json')
const packagesStamp = join(root, 'node_modules', '.dialtone-setup')
const buildStamp = join(root, 'dist', '.dialtone-build')
const hashOf = (text) => createHash('sha256').update(text).digest('hex')
const readOrNull = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** Whether npm's own record of what it installed has everything the lock file asks for (optional packages apart). */
export function isInstalled(lock, hidden) {
  return Object.entries(lock.packages).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || wanted.devOptional || hidden.packages[path]?.version === wanted.version,
  )
}

async function setUpPackages() {
  const lock = readFileSync(lockFile, 'utf8')
  if (readOrNull(packagesStamp) === hashOf(lock)) return
  const hidden = readOrNull(join(root, 'node_modules', '.package-lock.json'))
  if (hidden === null || !isInstalled(JSON.parse(lock), JSON.parse(hidden))) {
    say('Installing npm packages.')
    // No script of a package has to run: native parts come as packages, and Electron's runtime is fetched below.
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, timeout: 1800_000 })
  }
  writeFileSync(packagesStamp, hashOf(lock))
}

const BUILD_INPUTS = ['electron', 'renderer', 'assets', 'package.json', 'package-lock.json', 'electron.vite.config.ts']

function fingerprint(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return ''
  if (!stat.isDirectory()) return `${path}:${stat.size}:${stat.mtimeMs}\n`
  return readdirSync(path)
    .sort()
    .map((name) => fingerprint(join(path, name)))
    .join('')
}

const buildInputs = () => hashOf(BUILD_INPUTS.map((name) => fingerprint(join(root, name))).join(''))

/** Builds dist/ if a source has changed since it was built. */
export async function build() {
  if (readOrNull(buildStamp) === buildInputs()) return
  await withLock(join(root, '.cache', 'build.lock'), async () => {
    const inputs = buildInputs()
    if (readOrNull(buildStamp) === inputs) return
    say('Building the app.')
    const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    await run(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: root, timeout: 300_000 })
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(buildStamp, inputs)
  })
}

async function setUpNode(needs) {
  await withLock(join(root, '.cache', 'setup.lock'), setUpPackages, {
    onWait: (pid) => say(`Another set-up (process ${pid}) is running here; waiting for it.`),
  })
  await Promise.all([needs.runtime && setUpRuntime(), needs.build && build()])
}

/** Makes ready what `command` (a key of NEEDS) needs. */
async function setUp(command) {
  const needs = NEEDS[command]
  if (Number(process.versions.node.split('.')[0]) < 20) throw new Error('Dialtone needs Node.js 20 or newer.')
  const debian =
    process.platform === 'linux' && needs.debian.length > 0
      ? setUpDebian(needs.debian, { commands: needs.debian.includes('xvfb') ? ['kamailio', 'Xvfb'] : ['kamailio'] })
      : null
  const results = await Promise.allSettled([setUpNode(needs), debian])
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** `setUp` for a script: a failure is told without a stack, and ends the process with status 1. */
export async function setUpOrExit(command) {
  try {
    await setUp(command)
  } catch (error) {
    say(error.message)
    process.exit(1)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const command = process.argv[2] ?? 'demo'
  if (!(command in NEEDS)) {
    say(`Usage: node scripts/setup.mjs [${Object.keys(NEEDS).join('|')}]`)
    process.exit(2)
  }
  const from = performance.now()
  await setUpOrExit(command)
  say(`Ready for ${command} (${((performance.now() - from) / 1000).toFixed(1)} s).`)
}
