import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { detailOf } from '#contract/failure'
import type { ThreadAnswer, ThreadCall } from './almanac-thread.ts'
import { HeldCalendars } from './held-calendars.ts'

/** The thread of the calendars: see almanac-thread.ts. */
const calendars = new HeldCalendars()

async function answer({ call, name, args }: ThreadCall): Promise<ThreadAnswer> {
  try {
    const act = calendars[name] as (...args: readonly unknown[]) => Promise<unknown>
    return { call, value: await act(...args) }
  } catch (error) {
    return { call, error: detailOf(error) }
  }
}

const much = 16 << 20
const rest = 500
const used = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}

let settled = used()
let collect: (() => void) | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * V8 keeps what it no longer needs until it needs more. A thread that took a large calendar apart once would hold several times as
 * much for the rest of the day, so it tidies up when it has come to rest.
 */
function tidyUp(): void {
  if (used() - settled < much) return
  if (collect === null) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  settled = used()
}

parentPort?.on('message', (question: ThreadCall) => {
  void answer(question).then((said) => {
    parentPort?.postMessage(said)
    clearTimeout(timer)
    timer = setTimeout(tidyUp, rest)
  })
})
