/** The lab's server processes. Each leads a process group of its own, and writes a log. */
import { spawn } from 'node:child_process'
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const START_TIMEOUT = 30_000
const SYSTEM_DIRS = ['/usr/sbin', '/usr/local/sbin'] // a user's PATH often leaves them out

/** Where a program is installed, or null. */
export function programPath(name) {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRS]
  return dirs.map((dir) => join(dir, name)).find((path) => existsSync(path)) ?? null
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // the process is gone since
  }
}

/** The processes of a group that still run; those that are dead, but not waited for by their parent, do not count. */
export function groupMembers(group) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => {
    const stat = readOrEmpty(`/proc/${pid}/stat`)
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(pgrp) === group && state !== 'Z'
  })
}

/** Whether a lab in `dir` has this process: its number may have been given to somebody else's since. */
export function isOfLab(pid, dir) {
  const command = readOrEmpty(`/proc/${pid}/cmdline`)
  return command.includes(`${dir}\0`) || command.includes(`${dir}/`)
}

function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** Kamailio's workers do not die with a parent that is killed, so the whole group is. */
export function killGroups(groups) {
  for (const group of groups) signal(-group, 'SIGKILL')
}

/** Ends the groups and resolves when nothing of them runs any more. */
export async function endGroups(groups, { gently }) {
  for (const group of groups) {
    if (gently && groupMembers(group).includes(group)) signal(group, 'SIGTERM')
    else killGroups([group])
  }
  for (let waited = 0; groups.some((group) => groupMembers(group).length > 0); waited += 10) {
    if (waited === 5000) killGroups(groups)
    await delay(10)
  }
}

/** Starts a program that leads its own group; `failure` says why it has ended, once it has; then `ended` resolves. */
export function startProgram(program, args, dir, log) {
  const output = openSync(log, 'a')
  const child = spawn(program, args, { cwd: dir, detached: true, stdio: ['ignore', output, output] })
  child.unref()
  const started = { pid: child.pid, failure: null, ended: new Promise((resolve) => child.once('exit', resolve)) }
  child.once('error', (error) => {
    started.failure = error.message
  })
  child.once('exit', (code, cause) => {
    started.failure = `it ended with ${cause ?? `status ${code}`}`
  })
  return started
}

/** Waits until `isUp`. When the program has ended or takes too long, the error has the end of its log. */
export async function untilUp(name, started, log, isUp) {
  for (const from = Date.now(); !(await isUp()); await delay(20)) {
    if (started.failure === null && Date.now() - from < START_TIMEOUT) continue
    const tail = readOrEmpty(log).split('\n').slice(-15).join('\n')
    throw new Error(`${name} did not come up: ${started.failure ?? 'no answer'}. ${log} ends with:\n${tail}`)
  }
}
