import BellRing from 'lucide-react/icons/bell-ring'
import MessageCircle from 'lucide-react/icons/message-circle'
import Phone from 'lucide-react/icons/phone'
import Video from 'lucide-react/icons/video'
import Voicemail from 'lucide-react/icons/voicemail'
import type { BestWay } from '#contract/presence'

const icons = {
  call: Phone,
  chat: MessageCircle,
  video: Video,
  'call-when-free': BellRing,
  'leave-message': Voicemail,
} as const

/** The best way as a picture. The words stand in the label of whatever holds it. */
export function BestIcon({ kind, size = 16 }: Readonly<{ kind: BestWay['kind']; size?: number }>) {
  if (kind === 'none') return null
  const Icon = icons[kind]
  const colour = kind === 'call' ? 'ok' : kind === 'chat' ? 'acc' : 't3'
  return <Icon className={colour} size={size} strokeWidth={1.75} aria-hidden="true" />
}
