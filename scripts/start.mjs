#!/usr/bin/env node
/** npm start -- [arguments of the app]: makes ready what is missing, then opens the app. */
import { spawn } from 'node:child_process'
import { electronEnvironment, electronFlags, hasDisplay } from './electron-flags.mjs'
import { root } from './paths.mjs'
import { say } from './run.mjs'
import { electronPath, setUpOrExit } from './setup.mjs'

if (!hasDisplay()) {
  say('There is no display to open a window on (DISPLAY is not set). `npm run demo` works without one.')
  process.exit(1)
}
await setUpOrExit('start')
const child = spawn(electronPath(), [...electronFlags(), root, ...process.argv.slice(2)], {
  env: electronEnvironment(),
  stdio: 'inherit',
})
child.once('error', (error) => {
  say(`Electron could not be started: ${error.message}`)
  process.exit(1)
})
child.once('exit', (code, signal) => process.exit(signal ? 1 : code))
// From a terminal the app gets these itself, as part of the process group.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {})
