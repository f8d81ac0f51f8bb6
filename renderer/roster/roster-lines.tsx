import ChevronRight from 'lucide-react/icons/chevron-right'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import Users from 'lucide-react/icons/users'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { mainAccountId } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { keptWrong } from './kept.ts'
import { findLookAlikes, lookAlikeStore } from './look-alike.ts'

/** Thousands are not compared while the app starts, nor while somebody is still adding. */
const startMs = 30_000
const restMs = 4_000
let looked = false

/** Quiet lines under the roster, there only when there is something to say. */
export function RosterLines() {
  return (
    <>
      <KeptLine />
      <LookAlikeLine />
    </>
  )
}

function LookAlikeLine() {
  const { t } = useTranslation()
  const contacts = useApp((state) => state.contacts)
  const sets = useStore(lookAlikeStore, (state) => state.sets)
  useEffect(() => {
    const delay = looked || performance.now() > startMs ? restMs : startMs - performance.now()
    const timer = setTimeout(() => {
      looked = true
      if (appStore.getState().contacts === contacts) void findLookAlikes()
    }, delay)
    return () => clearTimeout(timer)
  }, [contacts])
  const ids = new Set(sets.flatMap((set) => set.ids.filter((id) => contacts[id])))
  if (ids.size < 2) return null
  return (
    <button type="button" className="roster-line" onClick={() => setView({ dialog: { kind: 'merge' } })}>
      <Users size={15} strokeWidth={1.75} aria-hidden="true" />
      <span className="grow">{t('people.merge.line', { count: ids.size })}</span>
      <ChevronRight size={14} aria-hidden="true" />
    </button>
  )
}

function KeptLine() {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  const documents = useApp((state) => (accountId === null ? undefined : state.serverDocuments[accountId]))
  const online = useApp((state) => accountId !== null && state.links[accountId]?.kind === 'online')
  const words = online ? keptWrong(t, documents) : null
  if (words === null) return null
  return (
    <button
      type="button"
      className="roster-line"
      onClick={() => setView({ tab: 'settings', settingsPage: 'account', slide: true })}
    >
      <TriangleAlert className="warn" size={15} strokeWidth={1.75} aria-hidden="true" />
      <span className="grow">{words}</span>
      <ChevronRight size={14} aria-hidden="true" />
    </button>
  )
}
