import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** A command that ended badly; `output` is all it said. */
export class CommandError extends Error {
  constructor(command, outcome, output) {
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    super([`${command} ${outcome}`, ...lines.slice(-30)].join('\n'))
    this.name = 'CommandError'
    this.output = output
  }
}

/** Runs a command to its end and returns what it said; what it says is shown only when it fails. */
export function run(command, args = [], { timeout = 0, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const chunks = []
    let timedOut = false
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const expire = () => {
      timedOut = true
      child.kill('SIGKILL')
    }
    const timer = timeout > 0 ? setTimeout(expire, timeout) : null
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new CommandError(command, `could not be started: ${error.message}`, ''))
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      const output = stripVTControlCharacters(Buffer.concat(chunks).toString()).trimEnd()
      if (code === 0) return resolve(output)
      const outcome = timedOut ? `took longer than ${timeout / 1000} s` : `ended with ${signal ?? `exit ${code}`}`
      reject(new CommandError([command, ...args].join(' ').slice(0, 200), outcome, output))
    })
  })
}

/** Set-up talks on stderr, so that stdout stays a command's own. */
export const say = (line) => process.stderr.write(`${line}\n`)
