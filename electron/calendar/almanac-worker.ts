import { parentPort } from 'node:worker_threads'
import type { ThreadAnswer, ThreadCall } from './almanac-thread.ts'
import { HeldCalendars } from './held-calendars.ts'

/** The thread of the calendars: see almanac-thread.ts. */
const calendars = new HeldCalendars()

async function answer({ call, name, args }: ThreadCall): Promise<ThreadAnswer> {
  try {
    const act = calendars[name] as (...args: readonly unknown[]) => Promise<unknown>
    return { call, value: await act(...args) }
  } catch (error) {
    return { call, error: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (question: ThreadCall) => {
  void answer(question).then((said) => parentPort?.postMessage(said))
})
