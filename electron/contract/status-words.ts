import type { Activity } from './presence.ts'

/** What some clients say as `other` (RFC 4480 3.2 has no word for them). Do not disturb is ours and Linphone's. */
export type StatusWord = 'available' | 'offline' | 'dnd'

const words: Readonly<Record<string, StatusWord>> = {
  available: 'available',
  offline: 'offline',
  dnd: 'dnd',
  donotdisturb: 'dnd',
}

/** The status an `other` activity stands for, or null: then its text is for people. */
export function statusWordOf(activity: Pick<Activity, 'name' | 'text'>): StatusWord | null {
  if (activity.name !== 'other' || activity.text === null || activity.text.length > 40) return null
  return words[activity.text.toLowerCase().replace(/[\s_-]+/g, '')] ?? null
}
