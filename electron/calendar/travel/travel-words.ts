import { hasWord, plain } from '../activity-words.ts'

/** Somewhere to sleep; in small letters, without accents. */
const lodging = [
  ...['hotel', 'hostel', 'motel', 'airbnb', 'guesthouse', 'guest house', 'b&b', 'lodging', 'accommodation', 'stay at'],
  ...['ubernachtung', 'unterkunft', 'pension', 'ferienwohnung', 'hebergement', 'hospedaje', 'alojamiento', 'albergo'],
  ...['alloggio', 'alojamento', 'pousada', 'overnachting', 'hotell', 'hotelli', 'nocleg', 'отель', 'гостиница'],
  ...['酒店', '旅馆', 'ホテル', '호텔'],
]
const arriving = ['check in', 'check-in', 'checkin', 'arrival', 'anreise', 'pick up', 'pick-up']
const leaving = ['check out', 'check-out', 'checkout', 'departure', 'abreise', 'drop off', 'drop-off']

export const isLodgingWord = (plainTitle: string): boolean => hasWord(plainTitle, lodging)
export const isStayWord = (plainTitle: string): boolean =>
  isLodgingWord(plainTitle) || hasWord(plainTitle, arriving.slice(0, 3)) || hasWord(plainTitle, leaving.slice(0, 3))

export const saysArriving = (plainTitle: string): boolean => hasWord(plainTitle, arriving)
export const saysLeaving = (plainTitle: string): boolean => hasWord(plainTitle, leaving)

/** Nobody goes, whatever else is said: called off, or not certain; or somebody else comes or goes. */
const off = [
  ...[
    'cancel',
    'cancelled',
    'canceled',
    'cancellation',
    'postponed',
    'abgesagt',
    'absage',
    'storniert',
    'stornieren',
    'storno',
  ],
  ...[
    'stornierung',
    'entfallt',
    'entfallen',
    'verschoben',
    'annule',
    'annulee',
    'annuler',
    'annulation',
    'reporte',
    'reportee',
  ],
  ...[
    'cancelado',
    'cancelada',
    'cancelar',
    'aplazado',
    'annullato',
    'annullata',
    'annullare',
    'rinviato',
    'geannuleerd',
    'annuleren',
  ],
  ...[
    'installd',
    'installt',
    'aflyst',
    'avlyst',
    'peruttu',
    'odwolane',
    'anulowane',
    'zruseno',
    'отменен',
    'отменена',
    'отмена',
  ],
  ...['取消', 'キャンセル', '中止', '취소'],
  ...[
    'maybe',
    'tbc',
    'tbd',
    'tentative',
    'idea',
    'placeholder',
    'vielleicht',
    'evtl',
    'eventuell',
    'idee',
    'peut-etre',
  ],
  ...['quizas', 'tal vez', 'talvez', 'forse', 'misschien', 'kanske', 'moze'],
  ...[
    'visit from',
    'visiting from',
    'guests',
    'guest from',
    'besuch von',
    'besuch aus',
    'gaste',
    'visite de',
    'visita de',
  ],
]
/** Something to be done about a journey, and not the journey. */
const chores = [
  ...['book', 'buy', 'reserve', 'plan', 'planning', 'prepare', 'organise', 'organize', 'arrange', 'buchen', 'kaufen'],
  ...[
    'planen',
    'planung',
    'vorbereiten',
    'vorbereitung',
    'organisieren',
    'reservieren',
    'reserver',
    'acheter',
    'planifier',
    'preparer',
  ],
  ...[
    'reservar',
    'comprar',
    'planificar',
    'planear',
    'preparar',
    'prenotare',
    'comprare',
    'pianificare',
    'boeken',
    'kopen',
  ],
  ...[
    'plannen',
    'boka',
    'kopa',
    'bestille',
    'kupic',
    'zarezerwowac',
    'забронировать',
    'купить',
    '予約',
    '预订',
    '예약',
  ],
  ...[
    'expense',
    'expenses',
    'reimbursement',
    'report',
    'debrief',
    'recap',
    'retro',
    'visa',
    'insurance',
    'pack',
    'packing',
    'pay',
  ],
  ...[
    'passport',
    'refund',
    'invoice',
    'deadline',
    'reminder',
    'discuss',
    'talk about',
    'policy',
    'photos',
    'playlist',
    'apply',
  ],
  ...[
    'reisekosten',
    'abrechnung',
    'versicherung',
    'packen',
    'rechnung',
    'erinnerung',
    'besprechen',
    'fotos',
    'rappel',
    'facture',
  ],
  ...[
    'recordatorio',
    'factura',
    'promemoria',
    'fattura',
    'bericht',
    'pick up',
    'abholen',
    'lands',
    'arrives',
    'landet',
  ],
  ...[
    'online check-in',
    'web check-in',
    'check-in opens',
    'check-in open',
    'check in opens',
    'online einchecken',
    'check-in for',
  ],
  ...['enregistrement en ligne', 'facturacion online'],
]

/** "Maya's flight to Rome", "Anna auf Dienstreise": somebody else goes. */
const anothers =
  /\p{L}['’]s\s+(?:\S+\s+)?(?:trip|travel|flight|train|journey|hotel|holiday|vacation)|^\p{Lu}\p{L}+ (?:is |ist )?(?:on|auf) (?:a )?(?:business )?(?:trip|travel|[Rr]eise|Dienstreise|Urlaub)/u
const asks = /\?\s*$/u

export const saysOff = (title: string, plainTitle: string): boolean =>
  hasWord(plainTitle, off) || anothers.test(title) || asks.test(title)
export const isChore = (plainTitle: string): boolean => hasWord(plainTitle, chores)

/** Before where somebody goes to or is, in the languages of calendars. */
export const towards =
  /(?:^|\s)(?:to|for|nach|zu|à|a|au|aux|pour|vers|para|ao|em|en|naar|till|til|do|in|at|w|v|ve|в|во|на|per|→|->|>)\s+/giu
/** The same where a ride ends: what is in a city goes nowhere. */
export const rideTowards =
  /(?:^|\s)(?:to|nach|à|a|au|aux|pour|vers|para|ao|naar|till|til|do|в|во|на|per|→|->|➞|>)\s+/giu

/** Between where a ride begins and where it ends. */
export const between = /\s*(?:→|->|⇒|➔|➞|➡️?|⟶)\s*|\s+(?:to|nach|bis|naar|till|til|à|vers|hasta|[-–—>/])\s+/iu
/** The arrows among them: nobody writes them for a match, or for two offices. */
export const arrow = /\s*(?:→|->|⇒|➔|➞|➡️?|⟶)\s*/u

const away = [
  ...[
    'flight',
    'flug',
    'vol',
    'vuelo',
    'volo',
    'voo',
    'vlucht',
    'flyg',
    'home',
    'back',
    'heim',
    'nach hause',
    'zuruck',
    'ruckfahrt',
  ],
  ...[
    'ruckflug',
    'heimreise',
    'retour',
    'vuelta',
    'ritorno',
    'terug',
    'hem',
    'hjem',
    'return',
    'обратно',
    '返程',
    '帰り',
    '귀국',
  ],
]
/** With neither end named, a flight leaves and so does who goes home; a bus goes to the next street. */
export const goesAway = (title: string): boolean => hasWord(plain(title), away)

/** A room, and no address. */
const roomWords = [
  ...[
    'room',
    'meeting room',
    'floor',
    'desk',
    'office',
    'raum',
    'zimmer',
    'saal',
    'etage',
    'stock',
    'og',
    'salle',
    'bureau',
    'sala',
    'salon',
  ],
  ...[
    'piso',
    'planta',
    'piano',
    'ruimte',
    'kamer',
    'verdieping',
    'rum',
    'sal',
    'kokous',
    'pokoj',
    '会议室',
    '会議室',
    '회의실',
  ],
]
export const isRoom = (plainText: string): boolean => hasWord(plainText, roomWords)
