import PanelRight from 'lucide-react/icons/panel-right'
import Phone from 'lucide-react/icons/phone'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import { personKey } from '#contract/state'
import { recordsWith } from '../calls/records.ts'
import { IconButton } from '../components/button.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { firstName, shownAvailability, titleLine } from '../presence/words.ts'
import { act, call } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { contactOf, isOnline, nameOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView, toggleCard, useView } from '../store/view.ts'
import { AskLink } from './ask-link.tsx'
import css from './chat.module.css'
import { ChatLog } from './chat-log.tsx'
import { Composer } from './composer.tsx'
import type { Link } from './links.ts'
import type { RowActions } from './message-row.tsx'

type ChatPaneProps = Readonly<{ accountId: AccountId; aor: string }>

/** Screen 01, the middle: who and how they are, what was said, and the place to write. */
export default function ChatPane({ accountId, aor }: ChatPaneProps) {
  const key = personKey(accountId, aor)
  // A key per person: scroll, pages and the "new" line belong to one conversation.
  return <Chat key={key} accountId={accountId} aor={aor} />
}

function Chat({ accountId, aor }: ChatPaneProps) {
  const { t } = useTranslation()
  const name = useApp((state) => nameOf(state, { accountId, aor }))
  const online = useApp((state) => isOnline(state, accountId))
  const conversation = useApp((state) => state.conversations[personKey(accountId, aor)])
  const callRecords = useApp((state) => state.callRecords)
  const records = useMemo(() => recordsWith(callRecords, accountId, aor), [callRecords, accountId, aor])
  const [asked, setAsked] = useState<Exclude<Link, { readonly kind: 'dial' }> | null>(null)
  const [sent, setSent] = useState(0)
  const input = useRef<HTMLTextAreaElement>(null)

  const actions = useMemo<RowActions>(
    () => ({
      onLink: (link) => {
        // Offered in the search field, never dialled by a click inside a message.
        if (link.kind === 'dial') setView({ tab: 'people', search: link.address })
        else setAsked(link)
      },
      onRetry: (id) => void act('messaging.retry', { id }),
      onCallBack: online ? () => void call({ accountId, aor }) : null,
    }),
    [accountId, aor, online],
  )
  const onSent = useCallback(() => setSent((count) => count + 1), [])

  return (
    <section className={css['pane']} aria-label={t('messaging.log', { name })}>
      <Header accountId={accountId} aor={aor} name={name} online={online} />
      <ChatLog
        accountId={accountId}
        aor={aor}
        name={name}
        total={conversation?.total ?? 0}
        unread={conversation?.unread ?? 0}
        records={records}
        sent={sent}
        actions={actions}
      />
      <Composer
        accountId={accountId}
        aor={aor}
        name={firstName(name)}
        online={online}
        onSent={onSent}
        inputRef={input}
      />
      {asked && <AskLink link={asked} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Header({ accountId, aor, name, online }: ChatPaneProps & Readonly<{ name: string; online: boolean }>) {
  const { t } = useTranslation()
  const now = useNow()
  const person = useApp((state) => presentityOf(state, { accountId, aor }))
  const isListed = useApp((state) => contactOf(state, { accountId, aor }) !== undefined)
  const cardShown = useView((view) => (view.width === 'wide' ? view.card : view.cardOver))
  return (
    <header className={css['header']}>
      <h1 className={css['title']}>{name}</h1>
      <div className={css['reach']}>
        <StatusGlyph availability={shownAvailability(person)} size={10} />
        <span>{titleLine({ t, now }, person, isListed)}</span>
      </div>
      <IconButton
        label={t('messaging.call', { name })}
        disabled={!online}
        onClick={() => void call({ accountId, aor })}
      >
        <Phone size={17} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <IconButton label={cardShown ? t('common.hideCard') : t('common.showCard')} on={cardShown} onClick={toggleCard}>
        <PanelRight size={17} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </header>
  )
}
