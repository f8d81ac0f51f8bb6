import { applyChanges, type ChangeBatch } from '#contract/change'
import type { Bridge } from '#contract/commands'
import type { AppState } from '#contract/state'

/**
 * The state while something rings. Smaller than the window's store: no frames, no React, every batch at once.
 *   asking (batches wait) -> following -> gap in revisions -> asking
 */
export function followCalls(
  bridge: Pick<Bridge, 'command' | 'onChange'>,
  onState: (state: AppState) => void,
): () => void {
  let state: AppState | null = null
  let waiting: readonly ChangeBatch[] = []
  let asking = false
  let stopped = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const take = (batches: readonly ChangeBatch[]): void => {
    for (const batch of batches) {
      if (!state || batch.revision <= state.revision) continue
      if (batch.revision !== state.revision + 1) {
        waiting = batches
        state = null
        void ask()
        return
      }
      state = applyChanges(state, batch)
    }
    if (state) onState(state)
  }

  const ask = async (): Promise<void> => {
    if (asking || stopped) return
    asking = true
    const result = await bridge.command('app.snapshot', {})
    asking = false
    if (stopped) return
    if (!result.ok) {
      retry = setTimeout(() => void ask(), 300)
      return
    }
    state = result.value
    const batches = waiting
    waiting = []
    take(batches)
  }

  const end = bridge.onChange((batch) => {
    if (state) take([batch])
    else waiting = [...waiting, batch]
  })
  void ask()
  return () => {
    stopped = true
    clearTimeout(retry)
    end()
  }
}
