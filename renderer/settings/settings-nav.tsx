import './settings.css'
import Bell from 'lucide-react/icons/bell'
import Calendar from 'lucide-react/icons/calendar'
import CircleUser from 'lucide-react/icons/circle-user'
import Eye from 'lucide-react/icons/eye'
import Globe from 'lucide-react/icons/globe'
import Keyboard from 'lucide-react/icons/keyboard'
import Mic from 'lucide-react/icons/mic'
import Monitor from 'lucide-react/icons/monitor'
import Moon from 'lucide-react/icons/moon'
import PanelLeft from 'lucide-react/icons/panel-left'
import Phone from 'lucide-react/icons/phone'
import User from 'lucide-react/icons/user'
import UserCheck from 'lucide-react/icons/user-check'
import { useTranslation } from 'react-i18next'
import type { AppState } from '#contract/state'
import type { T } from '../i18n.ts'
import { accountsOf, mainAccount, mainAccountId, privacyOf, waitingWatchers, watchersOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { type SettingsPage, settingsPages, setView, useView } from '../store/view.ts'

const icon = { size: 17, strokeWidth: 1.75, 'aria-hidden': true } as const
const icons = {
  account: <User {...icon} />,
  network: <Globe {...icon} />,
  audio: <Mic {...icon} />,
  status: <CircleUser {...icon} />,
  privacy: <Eye {...icon} />,
  watchers: <UserCheck {...icon} />,
  away: <Moon {...icon} />,
  calendars: <Calendar {...icon} />,
  notifications: <Bell {...icon} />,
  calls: <Phone {...icon} />,
  look: <PanelLeft {...icon} />,
  desktop: <Monitor {...icon} />,
  shortcuts: <Keyboard {...icon} />,
} as const

/** The pages of Settings, each with what it says now. */
export default function SettingsNav() {
  const { t } = useTranslation()
  const current = useView((view) => view.settingsPage)
  return (
    <nav className="settings-nav" aria-label={t('settings.pages')}>
      <ul>
        {settingsPages.map((page) => (
          <li key={page}>
            <NavLine page={page} current={page === current} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function NavLine({ page, current }: Readonly<{ page: SettingsPage; current: boolean }>) {
  const { t } = useTranslation()
  const summary = useApp((state) => summaryOf(t, state, page))
  return (
    <button
      type="button"
      className={current ? 'settings-line on' : 'settings-line'}
      aria-current={current ? 'page' : undefined}
      data-settings={page}
      onClick={() => setView({ settingsPage: page, slide: true })}
    >
      {icons[page]}
      <span className="grow">
        <span className="b">{t(`settings.page.${page}`)}</span>
        {summary && <span className="s12 t3 ell settings-summary">{summary}</span>}
      </span>
    </button>
  )
}

function summaryOf(t: T, state: AppState, page: SettingsPage): string {
  const { settings, media } = state
  switch (page) {
    case 'account':
      return accountsOf(state)
        .map((account) => account.aor)
        .join(', ')
    case 'network': {
      const account = mainAccount(state)
      const link = account && state.links[account.id]
      if (link?.kind === 'online') return t('settings.summary.connected')
      return link?.kind === 'connecting' ? t('settings.summary.connecting') : t('settings.summary.notConnected')
    }
    case 'audio':
      return (
        media.devices.microphones.find((device) => device.id === settings.audio.microphone && device.id !== 'default')
          ?.label ?? t('settings.summary.defaultDevice')
      )
    case 'status': {
      const { idle, lock, phone } = settings.automatic
      return idle || lock || phone ? t('settings.summary.automatic') : t('settings.summary.nothingAutomatic')
    }
    case 'privacy': {
      const count = privacyOf(state, mainAccountId(state))?.people.length ?? 0
      return count === 0 ? t('settings.summary.privacyGroups') : t('settings.summary.privacyExceptions', { count })
    }
    case 'watchers': {
      const waiting = waitingWatchers(state).length
      if (waiting > 0) return t('settings.summary.waiting', { count: waiting })
      return t('settings.summary.watching', {
        count: watchersOf(state).filter(({ status }) => status === 'active').length,
      })
    }
    case 'away': {
      const plan = privacyOf(state, mainAccountId(state))?.signOff.plan
      if (plan?.atQuit) return t('settings.summary.awayQuit')
      return plan?.daily ? t('settings.summary.awayDaily') : t('settings.summary.awayOff')
    }
    case 'calendars': {
      const count = state.calendars.filter((each) => each.on).length
      return count === 0 ? t('settings.summary.noCalendars') : t('settings.summary.calendars', { count })
    }
    case 'notifications':
      return settings.notifications.messages || settings.notifications.missedCalls
        ? t('settings.summary.notificationsOn')
        : t('settings.summary.notificationsOff')
    case 'calls':
      return settings.calls.whenDoNotDisturb === 'busy'
        ? t('settings.summary.dndBusy')
        : t('settings.summary.dndSilent')
    case 'look':
      return t(`settings.summary.${settings.theme}`)
    case 'desktop':
      return settings.closeToTray ? t('settings.summary.tray') : t('settings.summary.noTray')
    case 'shortcuts':
      return ''
  }
}
