import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import Settings from 'lucide-react/icons/settings'
import Users from 'lucide-react/icons/users'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { missedTotal, unreadTotal } from './store/selectors.ts'
import { useApp } from './store/store.ts'
import { showTab, type Tab, useView } from './store/view.ts'

const tabs: readonly Tab[] = ['people', 'chats', 'calls', 'settings']
const icons = { people: Users, chats: MessageCircle, calls: Phone, settings: Settings } as const

export const TabBar = memo(function TabBar() {
  const { t } = useTranslation()
  const current = useView((view) => view.tab)
  const unread = useApp(unreadTotal)
  const missed = useApp(missedTotal)
  return (
    <nav className="tabs" aria-label={t('common.tabs.label')}>
      {tabs.map((tab) => {
        const Icon = icons[tab]
        const count = tab === 'chats' ? unread : tab === 'calls' ? missed : 0
        const name = t(`common.tabs.${tab}`)
        const counted = tab === 'chats' ? t('common.unread', { count }) : t('common.missed', { count })
        return (
          <button
            key={tab}
            type="button"
            className={tab === current ? 'tab on' : 'tab'}
            aria-current={tab === current ? 'page' : undefined}
            aria-label={count > 0 ? `${name}, ${counted}` : undefined}
            data-tab={tab}
            onClick={() => showTab(tab)}
          >
            <Icon size={18} strokeWidth={tab === current ? 2 : 1.75} aria-hidden="true" />
            <span>{name}</span> {count > 0 && <span className="count">{count}</span>}
          </button>
        )
      })}
    </nav>
  )
})
