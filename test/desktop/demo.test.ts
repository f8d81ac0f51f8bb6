import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startXvfb } from '../../scripts/electron-flags.mjs'

const root = join(import.meta.dirname, '../..')

test('the demo opens two windows where there is a display, and ends in good order when it is asked to', async () => {
  const screen = await startXvfb()
  const env = { ...process.env, DISPLAY: screen.display }
  const demo = spawn(process.execPath, ['scripts/demo.mjs'], { cwd: root, env })
  const ended = once(demo, 'exit')
  try {
    let said = ''
    const open = new Promise<void>((resolve) => {
      for (const stream of [demo.stdout, demo.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text
          if (said.includes('Two windows are open')) resolve()
        })
    })
    await Promise.race([open, ended])
    expect(said).toContain('Two windows are open')
    const early = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1_000, null))])
    expect(early, said).toBeNull()
    demo.kill('SIGTERM')
    expect(await ended, said).toEqual([0, null])
  } finally {
    demo.kill('SIGKILL')
    await screen.stop()
  }
})
