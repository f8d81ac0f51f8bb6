/** What else the machine does while something is measured: others share the processors, and a figure should say so. */
import { readFileSync } from 'node:fs'
import { pause, tree } from './processes.mjs'

/** In clock ticks since the machine started. */
function machine() {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/).map(Number)
  const [user, nice, system, idle, wait, interrupts, soft, stolen] = ticks
  const busy = user + nice + system + interrupts + soft + stolen
  return { busy, total: busy + idle + wait }
}

/** Of the bench, what it started, and what of that has ended. */
function ours() {
  let ticks = 0
  for (const pid of tree(process.pid)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      for (const index of [11, 12, 13, 14]) ticks += Number(fields[index])
    } catch {
      // ended meanwhile
    }
  }
  return ticks
}

/** Answers, when asked, which share of all processors others have taken since; 0 to 1. */
export function watchOthers() {
  if (process.platform !== 'linux') return () => 0
  const from = { ...machine(), ours: ours() }
  return () => {
    const now = machine()
    const total = now.total - from.total
    return total === 0 ? 0 : Math.max(0, (now.busy - from.busy - (ours() - from.ours)) / total)
  }
}

export const percent = (share) => `${Math.round(share * 100)} %`

/** At most this long in all is waited for a calm moment. */
let patience = 100_000

/** Waits until others leave most of the machine alone; within bounds. */
export async function calm(atMost = 4_000) {
  const until = Date.now() + Math.min(atMost, patience)
  while (Date.now() < until) {
    const others = watchOthers()
    const from = Date.now()
    await pause(200)
    const share = others()
    patience -= Date.now() - from
    if (share < 0.15) return
  }
}

/** The bench as a whole stays under twelve minutes: after this nothing is measured again. */
const longest = 8 * 60_000
const begun = Date.now()

/** Measures again, at most `tries` times in all, while a goal is missed and others disturbed it; keeps the least disturbed. */
export async function undisturbed(measure, isGood, tries = 3) {
  let best = null
  for (let turn = 1; turn <= tries; turn++) {
    await calm(10_000)
    const others = watchOthers()
    const result = await measure()
    const run = { result, others: others(), turn }
    if (best === null || isGood(result) || run.others < best.others) best = run
    if (isGood(result) || run.others < 0.1 || Date.now() - begun > longest) break
  }
  return best
}

/** For the note of a figure. */
export const disturbance = ({ others, turn }) =>
  `others took ${percent(others)} of the machine${turn > 1 ? `, measured ${turn} times` : ''}`
