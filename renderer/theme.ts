import type { StoreApi } from 'zustand/vanilla'
import type { Settings } from '#contract/settings'
import type { AppState } from '#contract/state'

const key = 'dialtone-theme'

/** Remembered for the moment before main has told its settings, so that a start has no flash of the other theme. */
function remembered(): Settings['theme'] {
  try {
    const value = localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

function remember(theme: Settings['theme']): void {
  try {
    localStorage.setItem(key, theme)
  } catch {
    // No storage for this page: only the first frame of the next start is wrong.
  }
}

/** Keeps data-theme on the page equal to the setting, or to the system where the setting follows it. */
export function followTheme(store: StoreApi<AppState>): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  let theme = remembered()
  const show = (): void => {
    const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    document.documentElement.dataset['theme'] = shown
  }
  show()
  dark.addEventListener('change', show)
  store.subscribe((state) => {
    if (!state.ready || state.settings.theme === theme) return
    theme = state.settings.theme
    remember(theme)
    show()
  })
}
