import './settings.css'
import { useTranslation } from 'react-i18next'
import { AwayPage } from '../privacy/away-page.tsx'
import { KeepingMark } from '../privacy/keeping.tsx'
import { PrivacyPage } from '../privacy/page.tsx'
import { WatchersPage } from '../privacy/watchers-page.tsx'
import { type SettingsPage as Page, useView } from '../store/view.ts'
import { AccountPage } from './account-page.tsx'
import { AudioPage } from './audio-page.tsx'
import { CalendarsPage } from './calendars-page.tsx'
import { NetworkPage } from './network-page.tsx'
import { CallsPage, DesktopPage, LookPage, NotificationsPage, StatusPage } from './pages.tsx'
import { ShortcutList } from './shortcuts.tsx'

const pages: Readonly<Record<Page, React.ComponentType>> = {
  account: AccountPage,
  network: NetworkPage,
  audio: AudioPage,
  status: StatusPage,
  privacy: PrivacyPage,
  watchers: WatchersPage,
  away: AwayPage,
  calendars: CalendarsPage,
  notifications: NotificationsPage,
  calls: CallsPage,
  look: LookPage,
  desktop: DesktopPage,
  shortcuts: ShortcutList,
}

/** 07b, 07f and their like: one page of Settings. */
export default function SettingsPage() {
  const { t } = useTranslation()
  const page = useView((view) => view.settingsPage)
  const Content = pages[page]
  return (
    <>
      <header className="bar">
        <h1 className="ttl">{t(`settings.page.${page}`)}</h1>
        {(page === 'privacy' || page === 'away') && <KeepingMark />}
      </header>
      <div className="settings-scroll" data-settings-page={page}>
        <div className="settings-page">
          <Content key={page} />
        </div>
      </div>
    </>
  )
}
