import { useVirtualizer } from '@tanstack/react-virtual'
import Phone from 'lucide-react/icons/phone'
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallRecord } from '#contract/calls'
import { bridge } from '../bridge.ts'
import { Avatar } from '../components/avatar.tsx'
import { IconButton } from '../components/button.tsx'
import { Segmented } from '../components/segmented.tsx'
import { dayHeading } from '../dates.ts'
import list from '../list.module.css'
import { useLooking } from '../messaging/looking.ts'
import { clockTime } from '../presence/times.ts'
import { shownAvailability } from '../presence/words.ts'
import { call } from '../store/actions.ts'
import { useNow } from '../store/clock.ts'
import { pictureOf, presentityOf } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { showPerson } from '../store/view.ts'
import { type CallFilter, callListItems } from './call-days.ts'
import css from './call-list.module.css'
import { isMissed, recordWords } from './call-words.ts'
import { useCallerName } from './names.ts'
import { RecordIcon } from './record-icon.tsx'

/** Screen 06a, the left column: who called and was called, by day. Looking at it marks what was missed as seen. */
export default function CallList() {
  const { t } = useTranslation()
  const now = useNow()
  const records = useApp((state) => state.callRecords)
  const [filter, setFilter] = useState<CallFilter>('all')
  const [selected, setSelected] = useState<string | null>(null)
  const items = useMemo(() => callListItems(Object.values(records), filter), [records, filter])
  const fresh = useFreshMissed(records)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'day' ? 28 : 50),
    getItemKey: (index) => {
      const item = items[index]
      return item?.kind === 'record' ? item.record.id : `day ${item?.at}`
    },
    overscan: 6,
  })

  const select = (record: CallRecord, open: boolean): void => {
    setSelected(record.id)
    showPerson({ accountId: record.accountId, aor: record.aor }, open)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const at = items.findIndex((item) => item.kind === 'record' && item.record.id === selected)
    const rest = step > 0 ? items.slice(at + 1) : items.slice(0, Math.max(0, at)).reverse()
    const next = rest.find((item) => item.kind === 'record')
    if (next?.kind !== 'record') return
    virtualizer.scrollToIndex(items.indexOf(next))
    select(next.record, false)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-current=true]')?.focus())
  }
  const reachable = selected ?? items.find((item) => item.kind === 'record')?.record.id ?? null

  return (
    <div className={css['column']}>
      <div className={css['filter']}>
        <Segmented
          name="call-filter"
          label={t('calls.list.filter')}
          value={filter}
          fill
          segments={[
            { value: 'all', label: t('calls.list.all') },
            { value: 'missed', label: t('calls.list.missed') },
          ]}
          onChange={setFilter}
        />
      </div>
      {items.length === 0 ? (
        <div className="empty">
          <Phone className="t3" size={26} strokeWidth={1.5} aria-hidden="true" />
          <div className="b">{filter === 'all' ? t('calls.list.emptyAll') : t('calls.list.emptyMissed')}</div>
          <div className="t2">{filter === 'all' ? t('calls.list.emptyAllHint') : t('calls.list.emptyMissedHint')}</div>
        </div>
      ) : (
        <nav className={list['list']} ref={scroller} aria-label={t('calls.list.label')} onKeyDown={onKeyDown}>
          <ul className={list['rows']} style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, key, start }) => {
              const item = items[index]
              if (!item) return null
              return (
                <li key={key} className={list['item']} style={{ transform: `translateY(${start}px)` }}>
                  {item.kind === 'day' ? (
                    <h2 className={css['day']}>{dayHeading({ t, now }, item.at)}</h2>
                  ) : (
                    <Row
                      record={item.record}
                      selected={item.record.id === selected}
                      reachable={item.record.id === reachable}
                      fresh={fresh.has(item.record.id)}
                      onSelect={select}
                    />
                  )}
                </li>
              )
            })}
          </ul>
        </nav>
      )}
    </div>
  )
}

/** The calls that were new when this list was opened keep their dot while it stays open, though main has them as seen. */
function useFreshMissed(records: Readonly<Record<string, CallRecord>>): ReadonlySet<string> {
  const looking = useLooking()
  const unseen = useMemo(
    () => Object.values(records).flatMap((record) => (isMissed(record) && !record.seen ? [record.id] : [])),
    [records],
  )
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set(unseen))
  if (unseen.some((id) => !fresh.has(id))) setFresh(new Set([...fresh, ...unseen]))
  useEffect(() => {
    if (looking && unseen.length > 0) void bridge.command('calls.markSeen', {})
  }, [looking, unseen])
  return fresh
}

const Row = memo(function Row({
  record,
  selected,
  reachable,
  fresh,
  onSelect,
}: Readonly<{
  record: CallRecord
  selected: boolean
  reachable: boolean
  fresh: boolean
  onSelect: (record: CallRecord, open: boolean) => void
}>) {
  const { t } = useTranslation()
  const name = useCallerName(record)
  const availability = shownAvailability(useApp((state) => presentityOf(state, record)))
  const picture = useApp((state) => pictureOf(state, record))
  const missed = isMissed(record)
  return (
    <div
      className={`${css['row']}${selected ? ` ${css['selected']}` : ''}${missed ? ` ${css['missed']}` : ''}`}
      data-call-record={record.id}
      data-outcome={record.outcome}
      data-direction={record.direction}
    >
      <button
        type="button"
        className={css['open']}
        aria-current={selected || undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onSelect(record, true)}
      >
        <Avatar
          name={name}
          aor={record.aor}
          availability={availability}
          picture={picture}
          label={t(`presence.glyph.${availability}`)}
        />
        <span className="grow">
          <span className={list['line1']}>
            <span className={list['name']}>{name}</span>
            <time className={list['time']} dateTime={new Date(record.at).toISOString()}>
              {clockTime({ t, now: record.at }, record.at)}
            </time>
          </span>
          <span className={css['what']}>
            <RecordIcon record={record} />
            <span className="ell">{recordWords(t, record)}</span>
          </span>
        </span>
        {fresh && (
          <span className={css['dot']}>
            <span className="sr">{t('calls.list.new')}</span>
          </span>
        )}
      </button>
      <span className={css['callBack']}>
        <IconButton
          label={t('calls.list.callBack', { name })}
          tabIndex={reachable ? 0 : -1}
          onClick={() => void call({ accountId: record.accountId, aor: record.aor })}
        >
          <Phone size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  )
})
