/** Words that tell what an event is, in the languages that calendars here are written in; in small letters, without accents. */

export const words = {
  meal: [
    ...['lunch', 'brunch', 'breakfast', 'dinner', 'supper', 'mittagessen', 'mittagspause', 'fruhstuck', 'abendessen'],
    ...['dejeuner', 'petit dejeuner', 'diner', 'almuerzo', 'comida', 'desayuno', 'cena', 'pranzo', 'colazione'],
    ...[
      'almoco',
      'jantar',
      'lounas',
      'frokost',
      'middag',
      'obiad',
      'kolacja',
      'middageten',
      'obed',
      'ebed',
      'ogle yemegi',
    ],
    ...[
      'обед',
      'ужин',
      'завтрак',
      'γευμα',
      '午餐',
      '午饭',
      '午休',
      '晚餐',
      'ランチ',
      '昼食',
      '夕食',
      '점심',
      '저녁 식사',
    ],
  ],
  /** What a meal is not, though it sounds like one. */
  notMeal: ['lunch and learn', 'lunch & learn', 'lunch meeting', 'brown bag'],
  vacation: [
    ...[
      'vacation',
      'annual leave',
      'on leave',
      'pto',
      'out of office',
      'ooo',
      'day off',
      'holidays',
      'on holiday',
      'time off',
      'parental leave',
    ],
    ...[
      'urlaub',
      'abwesend',
      'ferien',
      'elternzeit',
      'conge',
      'conges',
      'vacances',
      'rtt',
      'vacaciones',
      'fuera de la oficina',
    ],
    ...[
      'ferie',
      'ferias',
      'vakantie',
      'pa semester',
      'semesterledig',
      'loma',
      'urlop',
      'dovolena',
      'szabadsag',
      'izin',
      'отпуск',
      'αδεια',
    ],
    ...['休假', '年假', '休暇', '有給', '휴가'],
  ],
  ride: [
    ...[
      'flight',
      'flug',
      'vol pour',
      'vol vers',
      'vuelo',
      'volo',
      'voo',
      'vlucht',
      'flyg',
      'fly til',
      'fly to',
      'flying to',
      'lot do',
      'реис',
      '航班',
      'フライト',
      '비행기',
    ],
    ...[
      'train',
      'zug',
      'zugfahrt',
      'bahnfahrt',

      'tgv',
      'eurostar',
      'treno',
      'tren',
      'trein',
      'tag till',
      'juna',
      'pociag',
      'vlak',
      'vonat',
      'поезд',
    ],
    ...[
      'ferry',
      'fahre',
      'drive to',
      'driving to',
      'autofahrt',
      'bus to',
      'travel time',
      'reisezeit',
      '火车',
      '高铁',
      '新幹線',
      '기차',
    ],
  ],
  trip: [
    ...[
      'trip to',
      'trip',
      'travel',
      'business trip',
      'travelling',
      'traveling',
      'reise',
      'dienstreise',
      'geschaftsreise',
      'stadtereise',
      'stadtetrip',
      'kurztrip',
      'klassenfahrt',
      'voyage',
      'deplacement',
      'viaje',
    ],
    ...[
      'viaggio',
      'trasferta',
      'viagem',
      'reis naar',
      'zakenreis',
      'resa',
      'tjansteresa',
      'rejse',
      'matka',
      'podroz',
      'delegacja',
      'командировка',
      '出差',
      '出張',
      '출장',
    ],
  ],
  presentation: [
    ...[
      'presentation',
      'presenting',
      'keynote',
      'prasentation',
      'vortrag',
      'expose',
      'presentacion',
      'ponencia',
      'presentazione',
    ],
    ...['apresentacao', 'presentatie', 'esitys', 'prezentacja', 'prezentace', 'презентация', '演讲', '発表', '발표'],
  ],
  elsewhere: [
    ...[
      'home office',
      'homeoffice',
      'wfh',
      'working from home',
      'work from home',
      'working remotely',
      'remote work',
      'working elsewhere',
    ],
    ...[
      'telearbeit',
      'mobiles arbeiten',
      'teletravail',
      'teletrabajo',
      'smart working',
      'telelavoro',
      'teletrabalho',
      'thuiswerken',
    ],
    ...['etatyo', 'praca zdalna', 'удаленка', '在家办公', '在宅勤務', '재택근무'],
  ],
  /** Absence, where nothing else stands in the title. */
  absence: [
    'semester',
    'holiday',
    'leave',
    'off',
    'away',
    'frei',
    'urlaubstag',
    'ledig',
    'fri',
    'libre',
    'absent',
    'absence',
  ],
  /** Nobody is on a train there, but teaches. */
  notRide: ['train the', 'train a', 'train new', 'train our', 'train with', 'train model'],
  /** In a calendar of holidays: days to keep in mind, and to work on. */
  observance: ['observance', 'gedenktag', 'not a public holiday', 'kein gesetzlicher feiertag'],
  /** Days to remember, not to be away on. */
  remembrance: [
    'birthday',
    'anniversary',
    'geburtstag',
    'jahrestag',
    'anniversaire',
    'cumpleanos',
    'compleanno',
    'verjaardag',
    'urodziny',
    '生日',
    '誕生日',
    '생일',
  ],
} as const

export type WordKind = keyof typeof words

/** Small letters without accents; German and Scandinavian vowels lose their dots as everywhere. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/ø/gi, 'o')
    .replace(/ł/gi, 'l')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    // Korean syllables as they are written: taken apart above, they would be found in no list.
    .normalize('NFC')

/** Scripts that put no space between words: of China, Japan and Korea. */
const isUnspaced = (word: string): boolean => word.charCodeAt(0) >= 0x2e80

/** Whether a plain text has one of some plain words in it, as a word of its own. */
export function hasWord(text: string, wanted: readonly string[]): boolean {
  return wanted.some((word) => {
    if (isUnspaced(word)) return text.includes(word)
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      if (isBoundary(text, at - 1) && isBoundary(text, at + word.length)) return true
    }
    return false
  })
}

const isBoundary = (text: string, at: number): boolean =>
  at < 0 || at >= text.length || !/[\p{L}\p{N}]/u.test(text.charAt(at))
