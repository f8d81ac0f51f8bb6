import PhoneIncoming from 'lucide-react/icons/phone-incoming'
import PhoneMissed from 'lucide-react/icons/phone-missed'
import PhoneOutgoing from 'lucide-react/icons/phone-outgoing'
import type { CallRecord } from '#contract/calls'
import { isMissed } from './call-words.ts'

/** The way a call went. The words beside it say the same. */
export function RecordIcon({ record, size = 13 }: Readonly<{ record: CallRecord; size?: number }>) {
  const Icon = isMissed(record) ? PhoneMissed : record.direction === 'in' ? PhoneIncoming : PhoneOutgoing
  return <Icon size={size} strokeWidth={2} aria-hidden="true" />
}
