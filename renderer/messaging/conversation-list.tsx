import { useVirtualizer } from '@tanstack/react-virtual'
import Clock from 'lucide-react/icons/clock'
import MessageCircle from 'lucide-react/icons/message-circle'
import { type KeyboardEvent, memo, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '#contract/messaging'
import { Avatar } from '../components/avatar.tsx'
import { shortWhen } from '../dates.ts'
import type { T } from '../i18n.ts'
import list from '../list.module.css'
import { shownAvailability } from '../presence/words.ts'
import { useNow } from '../store/clock.ts'
import { nameOf, pictureOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { showPerson, useView } from '../store/view.ts'
import css from './conversation-list.module.css'
import { byLastMessage, preview } from './conversations.ts'

const rowHeight = 50

/** The left column of Chats: who was written with last, what was said, what waits to be read. */
export default function ConversationList() {
  const { t } = useTranslation()
  const now = useNow()
  const conversations = useApp((state) => state.conversations)
  const sorted = useMemo(() => byLastMessage(Object.values(conversations)), [conversations])
  const person = useView((view) => view.person)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })

  if (sorted.length === 0) {
    return (
      <div className="empty">
        <MessageCircle className="t3" size={26} strokeWidth={1.5} aria-hidden="true" />
        <div className="b">{t('messaging.list.empty')}</div>
        <div className="t2">{t('messaging.list.emptyHint')}</div>
      </div>
    )
  }

  const isSelected = (conversation: Conversation): boolean =>
    person?.accountId === conversation.accountId && person.aor === conversation.aor
  const selected = sorted.findIndex(isSelected)
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = sorted.length - 1
    const step = { ArrowDown: selected + 1, ArrowUp: Math.max(0, selected - 1), Home: 0, End: last }[event.key]
    const next = step === undefined ? undefined : sorted[Math.min(step, last)]
    if (!next || step === undefined) return
    event.preventDefault()
    virtualizer.scrollToIndex(Math.min(step, last))
    showPerson({ accountId: next.accountId, aor: next.aor }, false)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-current=true]')?.focus())
  }

  return (
    <nav className={list['list']} ref={scroller} aria-label={t('messaging.list.label')} onKeyDown={onKeyDown}>
      <ul className={list['rows']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const conversation = sorted[index]
          return (
            conversation && (
              <li key={key} className={list['item']} style={{ transform: `translateY(${start}px)` }}>
                <Row
                  conversation={conversation}
                  now={now}
                  selected={index === selected}
                  reachable={index === (selected < 0 ? 0 : selected)}
                />
              </li>
            )
          )
        })}
      </ul>
    </nav>
  )
}

const Row = memo(function Row({
  conversation,
  now,
  selected,
  reachable,
}: Readonly<{ conversation: Conversation; now: number; selected: boolean; reachable: boolean }>) {
  const { t } = useTranslation()
  const { accountId, aor, last, unread } = conversation
  const name = useApp((state) => nameOf(state, { accountId, aor }))
  const presentity = useApp((state) => presentityOf(state, { accountId, aor }))
  const availability = shownAvailability(presentity)
  const picture = useApp((state) => pictureOf(state, { accountId, aor }))
  return (
    <button
      type="button"
      className={`${css['row']}${selected ? ` ${css['selected']}` : ''}${unread > 0 ? ` ${css['unread']}` : ''}`}
      data-aor={aor}
      data-unread={unread}
      aria-current={selected || undefined}
      tabIndex={reachable ? 0 : -1}
      onClick={() => showPerson({ accountId, aor }, true)}
    >
      <Avatar
        name={name}
        aor={aor}
        availability={availability}
        picture={picture}
        label={t(`presence.glyph.${availability}`)}
      />
      <span className="grow">
        <span className={list['line1']}>
          <span className={list['name']}>{name}</span>
          {last && <span className={list['time']}>{shortWhen({ t, now }, last.at)}</span>}
        </span>
        <span className={css['line2']}>
          {last && <Preview t={t} last={last} />}
          {unread > 0 && (
            <span className="count">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span className="sr">{t('messaging.list.unread', { count: unread })}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  )
})

function Preview({ t, last }: Readonly<{ t: T; last: NonNullable<Conversation['last']> }>) {
  const text = preview(last.text)
  const { kind } = last.delivery
  if (kind === 'failed') {
    return <span className={`${css['preview']} ${css['failed']}`}>{t('messaging.list.notSent', { text })}</span>
  }
  return (
    <>
      {(kind === 'waiting' || kind === 'sending') && <Clock size={12} aria-hidden="true" />}
      <span className={css['preview']}>{last.direction === 'out' ? t('messaging.list.mine', { text }) : text}</span>
    </>
  )
}
