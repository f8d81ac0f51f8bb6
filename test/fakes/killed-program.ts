import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** After so many acknowledgements, or so long after the first one or after the start of the process. */
export type Moment =
  | { readonly words: number }
  | { readonly milliseconds: number; readonly after: 'start' | 'first-word' }

export type KilledProgram = {
  /**
   * Runs it until it is killed. It writes `n` and a newline when turn n is done, from `first` on; the answer is the last that it
   * wrote, `first` - 1 where it wrote none.
   */
  readonly runUntilKilled: (first: number, moment: Moment, ...args: readonly string[]) => Promise<number>
}

/**
 * A program of the test's own, a file of this project, in a process that dies without a warning. Its arguments are those given and,
 * after them, the number of its first turn.
 */
export function killedProgram(source: string): KilledProgram {
  let folder = ''
  const name = basename(source, '.ts')
  beforeAll(async () => {
    // Inside the checkout, so that the bundle finds its packages.
    mkdirSync(join(root, '.cache'), { recursive: true })
    folder = mkdtempSync(join(root, '.cache', `${name}-`))
    await build({
      configFile: false,
      logLevel: 'error',
      root,
      resolve: { alias: [{ find: /^#contract\/(.*)$/, replacement: join(root, 'electron/contract/$1.ts') }] },
      build: {
        ssr: join(root, source),
        outDir: folder,
        rollupOptions: { external: ['libsql', 'slimdom', 'papaparse'] },
      },
    })
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const runUntilKilled: KilledProgram['runUntilKilled'] = (first, moment, ...args) =>
    new Promise((done, fail) => {
      const script = join(folder, `${name}.js`)
      const child = spawn(process.execPath, [script, ...args, String(first)], { stdio: ['ignore', 'pipe', 'pipe'] })
      const kill = () => child.kill('SIGKILL')
      let last = first - 1
      let errors = ''
      let timer: ReturnType<typeof setTimeout> | undefined
      const killLater = () => {
        if ('milliseconds' in moment) timer = setTimeout(kill, moment.milliseconds)
      }
      if ('after' in moment && moment.after === 'start') killLater()
      child.stderr.on('data', (data: Buffer) => {
        errors += data.toString()
      })
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (last < first && 'after' in moment && moment.after === 'first-word') killLater()
        last = Number(line)
        if ('words' in moment && last - first + 1 >= moment.words) kill()
      })
      child.on('close', (_code, signal) => {
        clearTimeout(timer)
        if (signal === 'SIGKILL' && errors === '') done(last)
        else fail(new Error(errors || `ended by itself after ${last}`))
      })
    })
  return { runUntilKilled }
}
