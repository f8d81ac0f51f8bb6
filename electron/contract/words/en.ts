import { calendars } from './en/calendars.ts'
import { calls } from './en/calls.ts'
import { common } from './en/common.ts'
import { desktop } from './en/desktop.ts'
import { failures } from './en/failures.ts'
import { messaging } from './en/messaging.ts'
import { people } from './en/people.ts'
import { presence } from './en/presence.ts'
import { privacy } from './en/privacy.ts'
import { rules } from './en/rules.ts'
import { settings } from './en/settings.ts'
import { signIn } from './en/sign-in.ts'
import { travel } from './en/travel.ts'

/** Every sentence of the product in English, by part of the screen. */
export const en = {
  calendars,
  calls,
  common,
  desktop,
  failures,
  messaging,
  people,
  presence,
  privacy,
  rules,
  settings,
  signIn,
  travel,
} as const
