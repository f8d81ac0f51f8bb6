import { act } from '@testing-library/react'
import type { AppState } from '#contract/state'
import { i18n } from '../../../renderer/i18n.ts'
import { startClock } from '../../../renderer/store/clock.ts'
import { appStore, follow } from '../../../renderer/store/store.ts'
import { setView, viewStore } from '../../../renderer/store/view.ts'
import { installBridge } from '../window/preloaded.ts'
import { FakeBridge } from './fake-bridge.ts'

const firstView = viewStore.getInitialState()

/** A page at its start over a fake main: the store has the state, changes are applied at once. */
export async function startPage(state: AppState): Promise<{ readonly bridge: FakeBridge; readonly stop: () => void }> {
  const bridge = new FakeBridge(state)
  installBridge(bridge)
  viewStore.setState(firstView, true)
  setView({ width: 'wide' })
  let stopFollowing = (): void => {}
  const stopClock = startClock()
  await act(async () => {
    stopFollowing = follow(bridge, appStore, (run) => run())
  })
  const stop = (): void => {
    stopFollowing()
    stopClock()
  }
  return { bridge, stop }
}

export const t = i18n.t
