import Bell from 'lucide-react/icons/bell'
import Briefcase from 'lucide-react/icons/briefcase'
import Calendar from 'lucide-react/icons/calendar'
import CircleDot from 'lucide-react/icons/circle-dot'
import Clock from 'lucide-react/icons/clock'
import Ear from 'lucide-react/icons/ear'
import Image from 'lucide-react/icons/image'
import Laptop from 'lucide-react/icons/laptop'
import MapPin from 'lucide-react/icons/map-pin'
import PenLine from 'lucide-react/icons/pen-line'
import PhoneIncoming from 'lucide-react/icons/phone-incoming'
import PhoneOff from 'lucide-react/icons/phone-off'
import Plane from 'lucide-react/icons/plane'
import Smile from 'lucide-react/icons/smile'
import StickyNote from 'lucide-react/icons/sticky-note'
import type { RowId } from './rows.ts'

const icons = {
  handling: CircleDot,
  note: StickyNote,
  doing: PenLine,
  day: Calendar,
  time: Clock,
  place: MapPin,
  trips: Plane,
  surroundings: Ear,
  mood: Smile,
  sphere: Briefcase,
  devices: Laptop,
  picture: Image,
  ring: PhoneIncoming,
  otherwise: PhoneOff,
  messages: Bell,
} as const satisfies Readonly<Record<RowId, unknown>>

export function DetailIcon({ row, size = 16 }: Readonly<{ row: RowId; size?: number }>) {
  const Icon = icons[row]
  return <Icon className="t3" size={size} strokeWidth={1.75} aria-hidden="true" />
}
