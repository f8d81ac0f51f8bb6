#!/usr/bin/env node
/**
 * npm run package -- [TARGET...]: the unpacked app and, on Debian and Ubuntu, a .deb, into release/. Other targets of
 * electron-builder (AppImage, rpm, dmg, nsis ...) fetch their tools from GitHub.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './paths.mjs'
import { run, say } from './run.mjs'
import { electronRuntime, setUpOrExit } from './setup.mjs'

const PLATFORMS = { linux: '--linux', darwin: '--mac', win32: '--win' }

function defaultTargets() {
  return process.platform === 'linux' && existsSync('/usr/bin/dpkg-deb') ? ['dir', 'deb'] : ['dir']
}

async function main() {
  await setUpOrExit('package')
  const targets = process.argv.length > 2 ? process.argv.slice(2) : defaultTargets()
  const runtime = electronRuntime()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const settings = {
    // The runtime that is here already, so that electron-builder fetches none.
    electronDist: dirname(runtime.path),
    electronVersion: readFileSync(join(dirname(runtime.path), 'version'), 'utf8')
      .trim()
      .replace(/^v/, ''),
  }
  if (runtime.kind === 'stand-in') {
    settings['extraMetadata.version'] = `${version}+dev`
    settings['deb.compression'] = 'gz' // a third larger and a minute sooner than xz
    say(
      `This package holds Electron ${runtime.version}, which is past its support: for trying out, not to be given on.`,
    )
  }
  const env = { ...process.env }
  if (!targets.includes('rpm')) env.CUSTOM_FPM_PATH = join(root, 'scripts', 'fpm-stand-in.mjs')

  rmSync(join(root, 'release'), { recursive: true, force: true })
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const overrides = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`)
  await run(process.execPath, [builder, PLATFORMS[process.platform], ...targets, '--publish', 'never', ...overrides], {
    cwd: root,
    env,
    timeout: 1800_000,
  })
  for (const name of readdirSync(join(root, 'release'))) {
    if (/unpacked$|\.(deb|AppImage|rpm|dmg|exe|app)$/.test(name)) console.log(join('release', name))
  }
}

main().catch((error) => {
  say(error.message)
  process.exit(1)
})
