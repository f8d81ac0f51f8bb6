import { useVirtualizer } from '@tanstack/react-virtual'
import ArrowDown from 'lucide-react/icons/arrow-down'
import MessageCircle from 'lucide-react/icons/message-circle'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { CallRecord } from '#contract/calls'
import { bridge } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { dayStart } from '../dates.ts'
import { useNow } from '../store/clock.ts'
import { onMessage, onSnapshot } from '../store/store.ts'
import css from './chat.module.css'
import { callsBetween, firstNewIndex, nextNewMark, rowPlace } from './log-rows.ts'
import { useLooking } from './looking.ts'
import { MessagePages } from './message-pages.ts'
import { CallEvent, MessageRow, type RowActions } from './message-row.tsx'

/** most messages are one line in a run */
const rowEstimate = 46
/** this near the end counts as being there: one line of text */
const endThreshold = 48
/** more unread than this may not fit the screen: the log then opens at the first of them */
const opensAtNew = 6
/** so many unread are counted message by message; of more, the place of the line is guessed by the number */
const countedUnread = 100

type ChatLogProps = Readonly<{
  accountId: AccountId
  aor: string
  name: string
  total: number
  unread: number
  /** calls with this person, oldest first */
  records: readonly CallRecord[]
  /** counts what was sent from here: each brings the log to its end */
  sent: number
  actions: RowActions
}>

/** One conversation, drawn only where it is seen. Give it a key per person: it keeps its place and its pages. */
export function ChatLog({ accountId, aor, name, total, unread, records, sent, actions }: ChatLogProps) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const looking = useLooking()
  const today = dayStart(useNow())
  const pages = usePages(accountId, aor)
  const [atEnd, setAtEnd] = useState(true)

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowEstimate,
    // From the first draw on at the end: the oldest page is not asked for to be thrown away.
    initialOffset: () => total * rowEstimate,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endThreshold,
  })
  const items = virtualizer.getVirtualItems()
  // Before the first measure nothing is in sight.
  const from = items[0]?.index ?? null
  const to = items[items.length - 1]?.index ?? null

  useEffect(() => {
    pages.setTotal(total)
    if (from !== null && to !== null) pages.want(from, to)
  }, [pages, from, to, total])

  const [news, setNews] = useState(() => ({ mark: unread > 0 ? { total, unread } : null, before: unread }))
  if (news.before !== unread) {
    const now = { unread, total, watched: looking && atEnd }
    setNews({ mark: nextNewMark(news.mark, news.before, now), before: unread })
  }
  const newIndex =
    news.mark === null
      ? null
      : news.mark.unread > countedUnread
        ? news.mark.total - news.mark.unread
        : firstNewIndex((index) => pages.get(index), news.mark.total, news.mark.unread)

  useEndKeeping(scroller, virtualizer, { atEnd, setAtEnd, total, sent, opensAt: unread > opensAtNew ? unread : 0 })

  const seen = looking && atEnd
  useEffect(() => {
    if (!seen) return
    void bridge.command('messaging.look', { accountId, aor, looking: true })
    return () => void bridge.command('messaging.look', { accountId, aor, looking: false })
  }, [seen, accountId, aor])
  useEffect(() => {
    if (seen && unread > 0) void bridge.command('messaging.markRead', { accountId, aor })
  }, [seen, unread, accountId, aor])

  return (
    <div className={css['logArea']}>
      <div
        ref={scroller}
        className={css['log']}
        role="log"
        aria-label={t('messaging.log', { name })}
        // Older messages that scroll into view are not news: only at the end are additions spoken.
        aria-live={atEnd ? 'polite' : 'off'}
        aria-relevant="additions"
        // What is only being read from the disk is not new either.
        aria-busy={items.some(({ index }) => pages.get(index) === null)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
      >
        <div className={css['fill']}>
          {total === 0 && <WithoutMessages records={records} today={today} actions={actions} />}
          <div className={css['rows']} style={{ height: virtualizer.getTotalSize() }}>
            <div className={css['window']} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map(({ index, key }) => {
                const message = pages.get(index)
                const previous = pages.get(index - 1)
                return (
                  <div key={key} ref={virtualizer.measureElement} data-index={index} className={css['row']}>
                    {message ? (
                      <MessageRow
                        message={message}
                        place={rowPlace(previous, message, pages.get(index + 1))}
                        name={name}
                        today={today}
                        newAbove={index === newIndex && news.mark ? news.mark.unread : null}
                        callsAbove={
                          previous || index === 0 ? callsBetween(records, previous?.at ?? 0, message.at) : noRecords
                        }
                        callsBelow={
                          index === total - 1 ? callsBetween(records, message.at, Number.MAX_SAFE_INTEGER) : noRecords
                        }
                        actions={actions}
                      />
                    ) : (
                      <div className={css['ghost']} aria-hidden="true" />
                    )}
                  </div>
                )
              })}
            </div>
          </div>
        </div>
      </div>
      {pages.unreadable && (
        <div className={css['unreadable']} role="alert">
          {t('messaging.unreadable')}
          <Button size="small" onClick={() => pages.tryAgain()}>
            {t('messaging.loadAgain')}
          </Button>
        </div>
      )}
      {!atEnd && (
        <button
          type="button"
          className={css['newest']}
          aria-label={unread > 0 ? t('messaging.jumpToNew', { count: unread }) : t('messaging.jumpToNewest')}
          onClick={() => virtualizer.scrollToEnd()}
        >
          {unread > 0 ? t('messaging.new', { count: unread }) : t('messaging.newest')}
          <ArrowDown size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  )
}

const noRecords: readonly CallRecord[] = []

function usePages(accountId: AccountId, aor: string): MessagePages {
  const pages = useMemo(
    () =>
      new MessagePages(async (from, count) => {
        const result = await bridge.command('messaging.range', { accountId, aor, from, count })
        return result.ok ? result.value : null
      }),
    [accountId, aor],
  )
  useSyncExternalStore(pages.onChange, pages.snapshot)
  useEffect(() => {
    const endMessages = onMessage((message) => {
      if (message.accountId === accountId && message.aor === aor) pages.apply(message)
    })
    const endSnapshots = onSnapshot(() => pages.reset())
    return () => {
      endMessages()
      endSnapshots()
    }
  }, [pages, accountId, aor])
  return pages
}

type Scrolling = {
  readonly scrollToEnd: () => void
  readonly scrollToIndex: (index: number, options: { readonly align: 'start' }) => void
  readonly isAtEnd: (threshold?: number) => boolean
}

/** Opens at the end (or at the first of many unread), stays there as things grow, and leaves a reader of older ones alone. */
function useEndKeeping(
  scroller: React.RefObject<HTMLDivElement | null>,
  virtualizer: Scrolling,
  {
    atEnd,
    setAtEnd,
    total,
    sent,
    opensAt,
  }: Readonly<{ atEnd: boolean; setAtEnd: (atEnd: boolean) => void; total: number; sent: number; opensAt: number }>,
): void {
  const now = useRef({ atEnd, opened: false, follow: false, sent })
  now.current.atEnd = atEnd

  useLayoutEffect(() => {
    if (total === 0) return
    if (!now.current.opened) {
      now.current.opened = true
      if (opensAt > 0) virtualizer.scrollToIndex(Math.max(0, total - opensAt - 1), { align: 'start' })
      else virtualizer.scrollToEnd()
    } else if (now.current.follow) virtualizer.scrollToEnd()
    now.current.follow = false
  }, [total, opensAt, virtualizer])

  useEffect(() => {
    if (sent === now.current.sent) return
    now.current.sent = sent
    // The message itself may come before or after the answer that it was taken.
    now.current.follow = true
    virtualizer.scrollToEnd()
  }, [sent, virtualizer])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = (): void => {
      const end = virtualizer.isAtEnd(endThreshold)
      if (end !== now.current.atEnd) setAtEnd(end)
    }
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(() => {
      // The composer grew or the window was made smaller: what was last in sight stays in sight.
      if (now.current.atEnd) virtualizer.scrollToEnd()
      else look()
    })
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [scroller, virtualizer, setAtEnd])
}

function WithoutMessages({
  records,
  today,
  actions,
}: Readonly<{ records: readonly CallRecord[]; today: number; actions: RowActions }>) {
  const { t } = useTranslation()
  return (
    <>
      <div className={css['empty']}>
        <MessageCircle size={26} strokeWidth={1.5} aria-hidden="true" />
        <strong>{t('messaging.noMessages')}</strong>
        <span>{t('messaging.noMessagesHint')}</span>
      </div>
      <div className={css['row']}>
        {records.slice(-20).map((record) => (
          <CallEvent key={record.id} record={record} dated={{ t, now: today }} onCallBack={actions.onCallBack} />
        ))}
      </div>
    </>
  )
}
