import ArrowLeft from 'lucide-react/icons/arrow-left'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Maximize from 'lucide-react/icons/maximize-2'
import Minimize from 'lucide-react/icons/minimize-2'
import Plane from 'lucide-react/icons/plane'
import UserPlus from 'lucide-react/icons/user-plus'
import { lazy, useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { IconButton } from './components/button.tsx'
import { Toast } from './components/toast.tsx'
import { LinkBanner } from './link-banner.tsx'
import { Pane } from './pane.tsx'
import { MeBlock } from './presence/me-block.tsx'
import { WaitingRow } from './privacy/waiting-row.tsx'
import { EmptyRoster } from './roster/empty.tsx'
import { menuStore, openRosterMenu } from './roster/person-menu-state.ts'
import { Roster } from './roster/roster.tsx'
import { RosterLines } from './roster/roster-lines.tsx'
import { SearchField } from './roster/search-field.tsx'
import { SearchResults } from './roster/search-results.tsx'
import { act } from './store/actions.ts'
import { spokenStore } from './store/announce.ts'
import { hasNobody, isSignedIn, liveCalls, newWatchers } from './store/selectors.ts'
import { useApp } from './store/store.ts'
import {
  closeToast,
  isPrivacyDialog,
  onStage,
  type Person,
  setView,
  showNearby,
  type ToastEntry,
  useView,
} from './store/view.ts'
import { TabBar } from './tab-bar.tsx'
import { paintTitleBar } from './title-bar.ts'
import { Welcome } from './welcome.tsx'

const SignIn = lazy(() => import('./sign-in/sign-in.tsx'))
const ChatPane = lazy(() => import('./messaging/chat-pane.tsx'))
const ConversationList = lazy(() => import('./messaging/conversation-list.tsx'))
const CallDetail = lazy(() => import('./calls/call-detail.tsx'))
const CallList = lazy(() => import('./calls/call-list.tsx'))
const CallStage = lazy(() => import('./calls/call-stage.tsx'))
const MiniCall = lazy(() => import('./calls/mini-call.tsx'))
const PresenceCard = lazy(() => import('./presence/card.tsx'))
const StatusEditor = lazy(() => import('./presence/status-editor.tsx'))
const NearbyPane = lazy(() => import('./travel/nearby-pane.tsx'))
const SettingsNav = lazy(() => import('./settings/settings-nav.tsx'))
const SettingsPage = lazy(() => import('./settings/settings-page.tsx'))
const PeopleDialogs = lazy(() => import('./roster/dialogs.tsx'))
const PrivacyDialogs = lazy(() => import('./privacy/dialogs.tsx'))
const WatcherNotice = lazy(() => import('./privacy/watcher-notice.tsx'))
const RosterMenus = lazy(() => import('./roster/menus.tsx'))
const AskPassword = lazy(() => import('./settings/ask-password.tsx'))
const Shortcuts = lazy(() => import('./settings/shortcuts.tsx'))

/** The window: roster, middle, card. Nothing is shown as missing before main has read what it keeps. */
export function App() {
  const ready = useApp((state) => state.ready)
  const signedIn = useApp(isSignedIn)
  const signingIn = useView((view) => view.signingIn)
  if (!ready) return <div className="win" aria-busy="true" />
  if (!signedIn || signingIn)
    return (
      <Pane>
        <SignIn />
        <Toasts />
      </Pane>
    )
  return <Window />
}

function Window() {
  const { t } = useTranslation()
  const width = useView((view) => view.width)
  const slide = useView((view) => view.slide)
  const tab = useView((view) => view.tab)
  const person = useShownPerson()
  const nearby = useView((view) => view.nearby !== null && view.tab === 'people')
  const cardWide = useView((view) => view.card)
  const cardOver = useView((view) => view.cardOver)
  useGonePerson()
  useEffect(paintTitleBar, [])

  const compact = width === 'compact'
  const hasCard = person !== null && tab !== 'settings' && !nearby
  const card = hasCard && (width === 'wide' ? cardWide : cardOver)
  const middle = !compact || slide
  return (
    <div className={`win win-${width}`}>
      {!(compact && slide) && <LeftColumn last={compact} />}
      {middle && <Middle last={!card || width !== 'wide'} back={compact} />}
      {card && (
        <aside
          className={width === 'wide' ? 'card col-last' : 'card card-over col-last'}
          data-pane="card"
          aria-label={t('common.card')}
        >
          <Pane>
            <PresenceCard person={person} />
          </Pane>
        </aside>
      )}
      {compact && !slide && <Toasts />}
      <Layers />
      <Announcer />
    </div>
  )
}

function LeftColumn({ last }: Readonly<{ last: boolean }>) {
  const { t } = useTranslation()
  const tab = useView((view) => view.tab)
  const compact = useView((view) => view.width === 'compact')
  const nearby = useView((view) => view.nearby !== null)
  // Alone in the window it is what the window is about.
  const Column = compact ? 'main' : 'aside'
  return (
    <Column className={last ? 'roster col-last' : 'roster'} data-pane="roster" aria-label={t(`common.tabs.${tab}`)}>
      <div className="tb">
        <h1 className={compact ? 'b' : 'sr'}>{t('common.app')}</h1>
        <span className="push" />
        {tab === 'people' && (
          <IconButton
            label={t('travel.open')}
            on={nearby}
            onClick={() => (nearby ? setView({ nearby: null, slide: false }) : showNearby())}
          >
            <Plane size={16} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {tab === 'people' && (
          <IconButton
            label={t('people.addPerson')}
            onClick={() => setView({ dialog: { kind: 'add-person', address: '' } })}
          >
            <UserPlus size={17} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {tab === 'people' && (
          <IconButton label={t('people.more')} onClick={(event) => openRosterMenu(event.currentTarget)}>
            <Ellipsis size={17} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
        <IconButton
          label={compact ? t('common.fullWindow') : t('common.compact')}
          onClick={() => void act('app.setCompact', { compact: !compact })}
        >
          {compact ? (
            <Maximize size={16} strokeWidth={1.75} aria-hidden="true" />
          ) : (
            <Minimize size={16} strokeWidth={1.75} aria-hidden="true" />
          )}
        </IconButton>
      </div>
      {tab !== 'settings' && <MeBlock />}
      {compact && <LinkBanner />}
      {tab === 'people' && <People />}
      {tab === 'chats' && (
        <Pane>
          <ConversationList />
        </Pane>
      )}
      {tab === 'calls' && (
        <Pane>
          <CallList />
        </Pane>
      )}
      {tab === 'settings' && (
        <Pane>
          <SettingsNav />
        </Pane>
      )}
      <LiveCall />
      <TabBar />
    </Column>
  )
}

function People() {
  const search = useView((view) => view.search)
  const nobody = useApp(hasNobody)
  return (
    <>
      <SearchField />
      {search.trim() === '' && <WaitingRow />}
      {search.trim() !== '' ? <SearchResults typed={search} /> : nobody ? <EmptyRoster /> : <Roster />}
      <RosterLines />
    </>
  )
}

/** The call that is not in sight, above the tabs. */
function LiveCall() {
  const any = useApp((state) => liveCalls(state).length > 0)
  if (!any) return null
  return (
    <Pane>
      <MiniCall />
    </Pane>
  )
}

function Middle({ last, back }: Readonly<{ last: boolean; back: boolean }>) {
  const { t } = useTranslation()
  const tab = useView((view) => view.tab)
  const person = useView((view) => view.person)
  const callId = useView((view) => view.callId)
  const nearby = useView((view) => view.nearby !== null && view.tab === 'people')
  const shownCall = useApp((state) => (callId && state.calls[callId] ? callId : null))
  return (
    <main className={last ? 'main col-last' : 'main'} data-pane="middle">
      {back && (
        <div className="slide-back">
          <IconButton label={t('common.back')} onClick={() => setView({ slide: false, cardOver: false })}>
            <ArrowLeft size={17} aria-hidden="true" />
          </IconButton>
        </div>
      )}
      <Pane
        key={
          tab === 'settings'
            ? 'settings'
            : nearby
              ? 'nearby'
              : (shownCall ?? `${tab === 'calls'} ${person?.aor ?? 'none'}`)
        }
      >
        {tab === 'settings' ? (
          <SettingsPage />
        ) : nearby ? (
          <NearbyPane />
        ) : shownCall ? (
          <CallStage callId={shownCall} />
        ) : person && tab === 'calls' ? (
          <CallDetail accountId={person.accountId} aor={person.aor} />
        ) : person ? (
          <ChatPane accountId={person.accountId} aor={person.aor} />
        ) : (
          <Welcome />
        )}
      </Pane>
      {back && <LiveCall />}
      <LinkBanner />
      <Toasts />
    </main>
  )
}

/** Whose card it is: on the stage that of the other in the call, else of who is selected. */
function useShownPerson(): Person | null {
  const selected = useView((view) => view.person)
  const callId = useView(onStage)
  const accountId = useApp((state) => (callId === null ? undefined : state.calls[callId]?.accountId))
  const aor = useApp((state) => (callId === null ? undefined : state.calls[callId]?.aor))
  return useMemo(() => (accountId && aor ? { accountId, aor } : selected), [accountId, aor, selected])
}

/** Nobody of an account that is no longer here stays on the screen. */
function useGonePerson(): void {
  const person = useView((view) => view.person)
  const gone = useApp((state) => person !== null && !state.accounts[person.accountId])
  useEffect(() => {
    if (gone) setView({ person: null, item: null })
  }, [gone])
}

/** For who does not see it happen: what was moved where. */
function Announcer() {
  const text = useStore(spokenStore, (state) => state.text)
  return (
    <div className="sr" role="status">
      {text}
    </div>
  )
}

function Toasts() {
  const toasts = useView((view) => view.toasts)
  const asked = useApp((state) => newWatchers(state).length > 0)
  return (
    <div className="toasts">
      {asked && (
        <Pane>
          <WatcherNotice />
        </Pane>
      )}
      {toasts.map((entry) => (
        <OneToast key={entry.id} entry={entry} />
      ))}
    </div>
  )
}

function OneToast({ entry }: Readonly<{ entry: ToastEntry }>) {
  const { t } = useTranslation()
  const close = useCallback(() => closeToast(entry.id), [entry.id])
  return (
    <Toast
      kind={entry.kind}
      title={entry.title}
      text={entry.text}
      action={entry.action}
      closeLabel={t('common.close')}
      onClose={close}
    />
  )
}

function Layers() {
  const dialog = useView((view) => view.dialog)
  const menu = useStore(menuStore, (state) => state.menu !== null)
  return (
    <Pane>
      {menu && <RosterMenus />}
      {dialog?.kind === 'status' && <StatusEditor />}
      {dialog?.kind === 'shortcuts' && <Shortcuts />}
      {dialog?.kind === 'password' && <AskPassword accountId={dialog.accountId} />}
      {dialog && isPrivacyDialog(dialog) && <PrivacyDialogs dialog={dialog} />}
      {dialog &&
        dialog.kind !== 'status' &&
        dialog.kind !== 'shortcuts' &&
        dialog.kind !== 'password' &&
        !isPrivacyDialog(dialog) && <PeopleDialogs dialog={dialog} />}
    </Pane>
  )
}
