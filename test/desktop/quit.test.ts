import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage?.close())

test('quitting in a call ends the call, takes the status back and leaves no process behind', async () => {
  const anna = await stage.person('anna', 'tcp', ['maya'])
  const maya = await stage.person('maya', 'wss', ['anna'])
  await maya.until('Anna is there', (state) => !gone.includes(shown(state, anna.aor)))
  await anna.command('calls.dial', { accountId: anna.accountId, address: maya.aor })
  const id = await maya.until(
    'a ring',
    (state) => Object.values(state.calls).find((call) => call.phase === 'incoming')?.id,
  )
  await maya.command('calls.answer', { id })
  await anna.until('the answer', (state) => Object.values(state.calls).some((call) => call.phase === 'active'))

  const process = anna.app.process()
  const ended = new Promise((resolve) => process.once('exit', resolve))
  await anna.app.evaluate(({ app }) => app.quit()).catch(() => {}) // the answer may be cut off by what it asks for
  await ended
  expect(process.exitCode).toBe(0)
  await maya.until('the end', (state) => Object.values(state.calls).every((call) => call.phase === 'ended'))
  await maya.until('Anna is offline', (state) => gone.includes(shown(state, anna.aor)))
})

type State = Awaited<ReturnType<Awaited<ReturnType<Stage['app']>>['state']>>
const gone: readonly unknown[] = [undefined, 'offline', 'unknown']
const shown = (state: State, aor: string) =>
  Object.values(state.presentities).find((presentity) => presentity.aor === aor)?.availability
