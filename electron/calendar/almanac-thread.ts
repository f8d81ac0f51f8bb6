import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Log } from '../ports.ts'
import type { Almanac } from './almanac.ts'

/** What crosses to the thread and back. */
export type ThreadCall = { readonly call: number; readonly name: keyof Almanac; readonly args: readonly unknown[] }
export type ThreadAnswer =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: string }

const file = join(import.meta.dirname, 'almanac-worker.js')

/** Only the built program has it as a file; the sources run it in their own thread. */
export const hasThread = (): boolean => existsSync(file)

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

/** A calendar that needs more is not one: the thread ends, and the program goes on without it. */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 6 }

/** The Almanac of another thread. One that died is replaced with the next question, and has to be told everything anew. */
export class AlmanacThread implements Almanac {
  readonly #log: Log
  readonly #file: string
  readonly #onLost: () => void
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #calls = 0

  constructor(options: { readonly log: Log; readonly onLost: () => void; readonly file?: string }) {
    this.#log = options.log
    this.#onLost = options.onLost
    this.#file = options.file ?? file
  }

  readonly load: Almanac['load'] = (...args) => this.#ask('load', args)
  readonly read: Almanac['read'] = (...args) => this.#ask('read', args)
  readonly kept: Almanac['kept'] = (...args) => this.#ask('kept', args)
  readonly drop: Almanac['drop'] = (...args) => this.#ask('drop', args)
  readonly cut: Almanac['cut'] = (...args) => this.#ask('cut', args)
  readonly plan: Almanac['plan'] = (...args) => this.#ask('plan', args)
  readonly travel: Almanac['travel'] = (...args) => this.#ask('travel', args)
  readonly preview: Almanac['preview'] = (...args) => this.#ask('preview', args)
  readonly find: Almanac['find'] = (...args) => this.#ask('find', args)

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    this.#rejectAll(new Error('the calendars are closed'))
    await worker?.terminate()
  }

  #ask<N extends keyof Almanac>(name: N, args: Parameters<Almanac[N]>): ReturnType<Almanac[N]> {
    const call = ++this.#calls
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(call, { resolve, reject }))
    this.#worker ??= this.#start()
    this.#worker.postMessage({ call, name, args } satisfies ThreadCall)
    return answer as ReturnType<Almanac[N]>
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { name: 'calendars', resourceLimits })
    // Whoever only looks at an agenda, or a test, ends without it.
    worker.unref()
    worker.on('message', (answer: ThreadAnswer) => {
      const waiting = this.#waiting.get(answer.call)
      this.#waiting.delete(answer.call)
      if ('error' in answer) waiting?.reject(new Error(answer.error))
      else waiting?.resolve(answer.value)
    })
    worker.on('error', (error) => this.#log.error('the thread of the calendars failed: %s', error.message))
    worker.on('exit', () => {
      if (this.#worker !== worker) return
      this.#worker = null
      this.#rejectAll(new Error('the thread of the calendars ended'))
      this.#onLost()
    })
    return worker
  }

  #rejectAll(error: Error): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(error)
  }
}
