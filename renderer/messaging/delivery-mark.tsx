import Check from 'lucide-react/icons/check'
import CheckCheck from 'lucide-react/icons/check-check'
import CircleAlert from 'lucide-react/icons/circle-alert'
import Clock from 'lucide-react/icons/clock'
import { useTranslation } from 'react-i18next'
import type { ChatMessage } from '#contract/messaging'
import { failureText } from '../i18n.ts'
import { clockTime } from '../presence/times.ts'
import css from './chat.module.css'

/** The line below a message: when it was written, and for ours how far it came. */
export function DeliveryMark({ message, onRetry }: Readonly<{ message: ChatMessage; onRetry: (id: string) => void }>) {
  const { t } = useTranslation()
  const { delivery } = message
  const time = (
    <time dateTime={new Date(message.at).toISOString()}>{clockTime({ t, now: message.at }, message.at)}</time>
  )
  switch (delivery.kind) {
    case 'received':
      return <div className={css['meta']}>{time}</div>
    case 'waiting':
    case 'sending':
      return (
        <div className={`${css['meta']} ${css['mine']}`}>
          <Clock size={12} aria-hidden="true" />
          {t(`messaging.delivery.${delivery.kind}`)}
        </div>
      )
    case 'sent':
    case 'delivered':
    case 'displayed': {
      const Mark = delivery.kind === 'sent' ? Check : CheckCheck
      return (
        <div className={`${css['meta']} ${css['mine']}`}>
          {time}
          <Mark size={13} className={delivery.kind === 'displayed' ? css['read'] : undefined} aria-hidden="true" />
          {t(`messaging.delivery.${delivery.kind}`)}
        </div>
      )
    }
    case 'failed':
      return (
        <div className={`${css['meta']} ${css['mine']} ${css['failed']}`} title={failureText(t, delivery.failure)}>
          <CircleAlert size={13} aria-hidden="true" />
          {t('messaging.delivery.failed')}
          <button type="button" className={css['again']} onClick={() => onRetry(message.id)}>
            {t('messaging.delivery.again')}
          </button>
        </div>
      )
  }
}
