/** Process trees as Linux tells them. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

function parents() {
  const map = new Map()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      map.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // ended meanwhile
    }
  }
  return map
}

export function tree(root) {
  const of = parents()
  const found = [root]
  for (let index = 0; index < found.length; index++) {
    for (const [pid, parent] of of) if (parent === found[index]) found.push(pid)
  }
  return found
}

const kinds = { renderer: 'windows', 'gpu-process': 'drawing', utility: 'services', zygote: 'services' }

/** What a process of Electron's does. */
function kindOf(pid, root) {
  if (pid === root) return 'main'
  if (pid === process.pid) return 'script'
  const type = /--type=([\w-]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))?.[1]
  return kinds[type] ?? 'others'
}

function ticks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** Answers, when asked, how much of a processor each part of the app, and this script, have taken since, in ms. */
export function watchProcesses(root) {
  const now = () => {
    const taken = new Map()
    for (const pid of [...tree(root), process.pid]) {
      try {
        const name = kindOf(pid, root)
        taken.set(name, (taken.get(name) ?? 0) + ticks(pid))
      } catch {
        // ended meanwhile
      }
    }
    return taken
  }
  const from = now()
  return () => [...now()].map(([name, value]) => ({ name, ms: (value - (from.get(name) ?? 0)) * 10 }))
}

/** Sum of PSS of a process and everything below it, in MB. */
export function memory(root) {
  let kilobytes = 0
  for (const pid of tree(root)) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      // ended meanwhile
    }
  }
  return kilobytes / 1024
}

/** How many processes of the same program run besides this tree: what is shared weighs less for everybody then. */
export function sharers(program, root) {
  const own = new Set(tree(root))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && !own.has(Number(name)))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`) === program
      } catch {
        return false
      }
    }).length
}

export function start(program, args, env) {
  const at = Date.now()
  const child = spawn(program, args, { env, stdio: 'ignore', detached: true })
  return { pid: child.pid, at, gone: new Promise((done) => child.once('exit', done)) }
}

/** Ends a process and everything below it. */
export async function end({ pid, gone }) {
  const all = tree(pid)
  for (const each of all) kill(each, 'SIGTERM')
  await Promise.race([gone, pause(3_000)])
  for (const each of all) kill(each, 'SIGKILL')
  await Promise.race([gone, pause(1_000)])
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // already gone
  }
}

export { pause }
