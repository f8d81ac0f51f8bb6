import Phone from 'lucide-react/icons/phone'
import PhoneMissed from 'lucide-react/icons/phone-missed'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallRecord } from '#contract/calls'
import type { ChatMessage } from '#contract/messaging'
import { isMissed, length } from '../calls/call-words.ts'
import { dayLine, dayStart, longWhen } from '../dates.ts'
import type { T } from '../i18n.ts'
import { clockTime, type Wording } from '../presence/times.ts'
import css from './chat.module.css'
import { DeliveryMark } from './delivery-mark.tsx'
import type { Link } from './links.ts'
import type { RowPlace } from './log-rows.ts'
import { MessageText } from './message-text.tsx'

const classes = (...names: readonly (string | false | undefined)[]): string => names.filter(Boolean).join(' ')

export type RowActions = {
  readonly onLink: (link: Link) => void
  readonly onRetry: (id: string) => void
  /** null: no call can start now */
  readonly onCallBack: (() => void) | null
}

type MessageRowProps = Readonly<{
  message: ChatMessage
  place: RowPlace
  name: string
  /** the local day now, so that "Today" turns to "Yesterday" */
  today: number
  /** above this one stands the line "3 new" */
  newAbove: number | null
  callsAbove: readonly CallRecord[]
  callsBelow: readonly CallRecord[]
  actions: RowActions
}>

/** One message with what stands between it and the one before: day, calls, the "new" line. */
export const MessageRow = memo(
  function MessageRow({ message, place, name, today, newAbove, callsAbove, callsBelow, actions }: MessageRowProps) {
    const { t } = useTranslation()
    const w: Wording = { t, now: today }
    const mine = message.direction === 'out'
    const day = dayStart(message.at)
    const sameDay = callsAbove.filter((record) => dayStart(record.at) === day)
    const earlier = callsAbove.filter((record) => !sameDay.includes(record))
    const pending = message.delivery.kind === 'sending' || message.delivery.kind === 'waiting'
    return (
      <>
        {earlier.map((record) => (
          <CallEvent key={record.id} record={record} dated={w} onCallBack={actions.onCallBack} />
        ))}
        {place.day !== null && <div className={css['day']}>{dayLine(w, place.day)}</div>}
        {sameDay.map((record) => (
          <CallEvent key={record.id} record={record} onCallBack={actions.onCallBack} />
        ))}
        {newAbove !== null && (
          <div className={css['new']} data-new={newAbove}>
            {t('messaging.new', { count: newAbove })}
          </div>
        )}
        <p
          className={classes(
            css['bubble'],
            mine && css['mine'],
            place.first && newAbove === null && css['first'],
            place.tail && css['tail'],
            pending && css['pending'],
          )}
          data-message-id={message.id}
          data-direction={message.direction}
          data-delivery={message.delivery.kind}
          dir="auto"
        >
          <span className={`sr ${css['said']}`}>
            {t('messaging.said', {
              name: mine ? t('messaging.you') : name,
              time: clockTime(w, message.at),
            })}
          </span>
          <MessageText text={message.text} onLink={actions.onLink} />
        </p>
        {place.meta && <DeliveryMark message={message} onRetry={actions.onRetry} />}
        {callsBelow.map((record) => (
          <CallEvent
            key={record.id}
            record={record}
            dated={dayStart(record.at) === day ? undefined : w}
            onCallBack={actions.onCallBack}
          />
        ))}
      </>
    )
  },
  (a, b) =>
    a.message === b.message &&
    a.name === b.name &&
    a.today === b.today &&
    a.newAbove === b.newAbove &&
    a.actions === b.actions &&
    samePlace(a.place, b.place) &&
    sameRecords(a.callsAbove, b.callsAbove) &&
    sameRecords(a.callsBelow, b.callsBelow),
)

const samePlace = (a: RowPlace, b: RowPlace): boolean =>
  a.day === b.day && a.first === b.first && a.tail === b.tail && a.meta === b.meta

const sameRecords = (a: readonly CallRecord[], b: readonly CallRecord[]): boolean =>
  a.length === b.length && a.every((record, index) => record === b[index])

/** null: not worth a line in the chat (answered on another device, declined here). */
function eventWords(t: T, record: CallRecord): string | null {
  if (isMissed(record)) return t('calls.record.event.missed')
  if (record.outcome === 'answered') {
    return t('calls.record.event.answered', { length: length(t, record.seconds ?? 0) })
  }
  if (record.direction === 'in') return null
  if (record.outcome === 'missed' || record.outcome === 'cancelled') return t('calls.record.event.outMissed')
  if (record.outcome === 'declined') return t('calls.record.event.outDeclined')
  return record.outcome === 'failed' ? t('calls.record.event.outFailed') : null
}

export function CallEvent({
  record,
  dated,
  onCallBack,
}: Readonly<{
  record: CallRecord
  /** of another day than what stands around it: then the day is said too */
  dated?: Wording | undefined
  onCallBack: (() => void) | null
}>) {
  const { t } = useTranslation()
  const words = eventWords(t, record)
  if (!words) return null
  const missed = isMissed(record)
  const Icon = missed ? PhoneMissed : Phone
  return (
    <div className={classes(css['event'], missed && css['missed'])} data-call-record={record.id}>
      <Icon size={14} aria-hidden="true" />
      <span>{words}</span>
      <time dateTime={new Date(record.at).toISOString()}>
        {dated ? longWhen(dated, record.at) : clockTime({ t, now: record.at }, record.at)}
      </time>
      {missed && onCallBack && (
        <button type="button" className={css['callBack']} onClick={onCallBack}>
          {t('calls.list.callBackShort')}
        </button>
      )}
    </div>
  )
}
