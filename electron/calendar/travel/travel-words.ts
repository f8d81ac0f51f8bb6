import { hasWord } from '../activity-words.ts'

/** Somewhere to sleep; in small letters, without accents. */
const lodging = [
  ...['hotel', 'hostel', 'motel', 'airbnb', 'guesthouse', 'guest house', 'b&b', 'lodging', 'accommodation', 'stay at'],
  ...['ubernachtung', 'unterkunft', 'pension', 'ferienwohnung', 'hebergement', 'hospedaje', 'alojamiento', 'albergo'],
  ...['alloggio', 'alojamento', 'pousada', 'overnachting', 'hotell', 'hotelli', 'nocleg', 'отель', 'гостиница'],
  ...['酒店', '旅馆', 'ホテル', '호텔'],
]
const arriving = ['check in', 'check-in', 'checkin', 'arrival', 'anreise', 'pick up', 'pick-up']
const leaving = ['check out', 'check-out', 'checkout', 'departure', 'abreise', 'drop off', 'drop-off']

export const isStayWord = (plainTitle: string): boolean =>
  hasWord(plainTitle, lodging) || hasWord(plainTitle, arriving.slice(0, 3)) || hasWord(plainTitle, leaving.slice(0, 3))

export const saysArriving = (plainTitle: string): boolean => hasWord(plainTitle, arriving)
export const saysLeaving = (plainTitle: string): boolean => hasWord(plainTitle, leaving)

/** Before where somebody goes to or is, in the languages of calendars. */
export const towards =
  /(?:^|\s)(?:to|for|nach|zu|à|a|au|aux|pour|vers|para|ao|em|en|naar|till|til|do|in|at|w|v|ve|в|во|на|per|→|->|>)\s+/giu

/** Between where a ride begins and where it ends. */
export const between = /\s*(?:→|->|⇒|✈️?|➔|➡️?)\s*|\s+(?:to|nach|bis|naar|till|til|à|vers|hasta|[-–—>/])\s+/iu
