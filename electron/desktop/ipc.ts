import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { ChangeBatch } from '#contract/change'
import type { CommandArgs, CommandName, CommandResult } from '#contract/commands'
import { detailOf, failed } from '#contract/failure'
import type { Log } from '../ports.ts'
import type { State } from '../state.ts'

export type CommandHandlers = {
  readonly [N in CommandName]: (args: CommandArgs<N>) => CommandResult<N> | Promise<CommandResult<N>>
}

/** Whichever parser main supplies: throws for malformed arguments. The schema library is loaded after the window. */
export type ParseArgs = (name: CommandName, args: unknown) => Promise<unknown>

/** What the small call window needs, and no more. */
const toastCommands: ReadonlySet<string> = new Set([
  'app.snapshot',
  'calls.answer',
  'calls.decline',
  'messaging.send',
  'calls.end',
])

const origins: Readonly<Record<string, (name: string) => boolean>> = {
  'app://main': () => true,
  'app://toast': (name) => toastCommands.has(name),
}

/**
 * The one checked channel from screens to main: the sender is our own top frame, the name is a command, the arguments fit
 * its schema. Whatever else arrives is refused and logged without its content.
 */
export function serveCommands(options: {
  readonly handlers: Promise<CommandHandlers>
  readonly parse: ParseArgs
  /** resolves when the commands can be carried out; before, there is the snapshot alone */
  readonly complete: () => Promise<void>
  readonly isOurs: (contents: WebContents) => boolean
  readonly log: Log
}): void {
  const { log } = options
  const refuse = (field: string) => failed({ kind: 'invalid', field })

  const answer = async (event: IpcMainInvokeEvent, name: unknown, args: unknown): Promise<unknown> => {
    const origin = senderOrigin(event)
    if (!origin || !options.isOurs(event.sender)) {
      log.warn('a command from a foreign page was refused')
      return refuse('sender')
    }
    const handlers = await options.handlers
    if (typeof name !== 'string' || !Object.hasOwn(handlers, name) || !origins[origin]?.(name)) {
      log.warn('an unknown command was refused')
      return refuse('command')
    }
    const command = name as CommandName
    let parsed: unknown
    try {
      parsed = await options.parse(command, args)
    } catch {
      log.warn('command %s had malformed arguments', command)
      return refuse('arguments')
    }
    try {
      if (command !== 'app.snapshot') await options.complete()
      return await (handlers[command] as (args: unknown) => unknown)(parsed)
    } catch (error) {
      const detail = detailOf(error)
      log.error('command %s failed: %s', command, detail)
      return failed({ kind: 'unexpected', detail })
    }
  }
  // As JSON: see PreloadBridge.
  ipcMain.handle('command', async (event, name: unknown, args: unknown) =>
    JSON.stringify(await answer(event, name, args)),
  )
}

function senderOrigin(event: IpcMainInvokeEvent): string | null {
  const frame = event.senderFrame
  if (!frame || frame !== event.sender.mainFrame) return null
  try {
    const url = new URL(frame.url)
    return url.protocol === 'app:' ? `app://${url.hostname}` : null
  } catch {
    return null
  }
}

/** Sends each batch to the windows that follow the state, as JSON (see PreloadBridge). */
export function sendChanges(state: State, receivers: () => readonly WebContents[]): () => void {
  return state.onBatch((batch: ChangeBatch) => {
    const living = receivers().filter((contents) => !contents.isDestroyed())
    if (living.length === 0) return
    const text = JSON.stringify(batch)
    for (const contents of living) contents.send('change', text)
  })
}
