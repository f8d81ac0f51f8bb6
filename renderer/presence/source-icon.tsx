import Calendar from 'lucide-react/icons/calendar'
import Laptop from 'lucide-react/icons/laptop'
import Lock from 'lucide-react/icons/lock'
import MousePointer from 'lucide-react/icons/mouse-pointer-2'
import Phone from 'lucide-react/icons/phone'
import Server from 'lucide-react/icons/server'
import User from 'lucide-react/icons/user'
import type { FactSource } from '#contract/presence'

const icons = {
  calendar: Calendar,
  idle: MousePointer,
  lock: Lock,
  phone: Phone,
  hand: User,
  server: Server,
  device: Laptop,
  outside: Server,
} as const

export function SourceIcon({ source, size = 12 }: Readonly<{ source: FactSource | null; size?: number }>) {
  const Icon = icons[source ?? 'server']
  return <Icon size={size} strokeWidth={1.9} aria-hidden="true" />
}
