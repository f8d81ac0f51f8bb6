import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './app.css'
import './roster/roster.css'
import { bridge } from './bridge.ts'
import { followTakenCalls } from './calls/shown-call.ts'
import { setLanguage } from './i18n.ts'
import { startKeyboard } from './keyboard.ts'
import { setClock } from './presence/times.ts'
import { followShow } from './show.ts'
import { startClock } from './store/clock.ts'
import { appStore, follow, nextFrame, useApp } from './store/store.ts'
import { followWidth } from './store/view.ts'
import { followTheme } from './theme.ts'
import { followTitleBar } from './title-bar.ts'

followTheme(appStore)
followTitleBar()
followWidth()
startClock()
startKeyboard()
followTakenCalls()
follow(bridge)
followShow(bridge)
appStore.subscribe((state, before) => {
  if (state.settings.language !== before.settings.language) setLanguage(state.settings.language)
  setClock(state.platform.clock)
})

/** Tells main when the window is painted, not only rendered: only then main takes the processor for itself. */
function Window() {
  const ready = useApp((state) => state.ready)
  useEffect(() => {
    if (ready) nextFrame(() => nextFrame(() => setTimeout(() => void bridge.command('app.shown', {}))))
  }, [ready])
  return <App />
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Window />)
