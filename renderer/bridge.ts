import type { ChangeBatch } from '#contract/change'
import type { Bridge, CommandArgs, CommandName, CommandResult, PreloadBridge, Show } from '#contract/commands'

declare global {
  interface Window {
    readonly softphone: PreloadBridge
  }
}

/** The only file that names window.softphone: everything a screen asks of the main process goes through here. */
export const bridge: Bridge = {
  command: async <N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>> =>
    JSON.parse(await window.softphone.command(name, args)) as CommandResult<N>,
  onChange: (listener: (batch: ChangeBatch) => void) =>
    window.softphone.onChange((batch) => listener(JSON.parse(batch) as ChangeBatch)),
  onShow: (listener: (show: Show) => void) => window.softphone.onShow(listener),
  get system() {
    return window.softphone.system
  },
}
