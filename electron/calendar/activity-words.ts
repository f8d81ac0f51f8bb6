/** Words that tell what an event is, in the languages that calendars here are written in; in small letters, without accents. */

export const words = {
  meal: [
    ...['lunch', 'lunchbreak', 'brunch', 'breakfast', 'dinner', 'supper', 'mittagessen', 'mittagspause'],
    ...['mittagstisch', 'lunchpause', 'mittag mit', 'fruhstuck', 'abendessen', 'abendbrot', 'dejeuner'],
    ...['petit dejeuner', 'pause midi', 'diner', 'almuerzo', 'comida', 'desayuno', 'cena', 'hora de comer', 'pranzo'],
    ...['colazione', 'almoco', 'jantar', 'cafe da manha', 'lunchen', 'lunchpauze', 'middageten', 'avondeten'],
    ...['ontbijt', 'dineren', 'frukost', 'middag med', 'middag hos', 'frokost', 'aftensmad', 'lunsj', 'lounas'],
    ...['illallinen', 'aamiainen', 'obiad', 'kolacja', 'sniadanie', 'przerwa obiadowa', 'obed', 'vecere', 'snidane'],
    ...['ebed', 'vacsora', 'pranz', 'pauza de masa', 'mic dejun', 'cina cu', 'ogle yemegi', 'aksam yemegi'],
    ...['kahvalti', 'обед', 'ужин', 'завтрак', 'обід', 'вечеря', 'сніданок', 'γευμα', 'δειπνο', '午餐', '午饭'],
    ...['午休', '晚餐', 'ランチ', '昼食', '夕食', '朝食', '점심', '저녁 식사'],
  ],
  /** A meal where nothing else stands in the title; beside other words these are a time of day, or China. */
  mealAlone: ['mittag', 'middag', 'cina', 'masa'],
  /** What a meal is not, though it sounds like one. */
  notMeal: [
    ...['lunch and learn', 'lunch-and-learn', 'lunch & learn', 'lunch n learn', "lunch'n'learn", 'lunch ’n’ learn'],
    ...['lunch meeting', 'breakfast meeting', 'breakfast briefing', 'lunch talk', 'lunch seminar', 'lunch session'],
    ...['brown bag', 'after lunch', 'before lunch', 'post lunch', 'post-lunch', 'pre lunch', 'pre-lunch'],
    ...['after dinner', 'order lunch', 'prepare lunch', 'lunch prep', 'nach dem mittagessen', 'vor dem mittagessen'],
    ...['nach dem lunch', 'kein mittagessen', 'apres dejeuner', 'apres le dejeuner', 'avant le dejeuner'],
  ],
  vacation: [
    ...['vacation', 'vacay', 'staycation', 'annual leave', 'on leave', 'pto', 'out of office', 'ooo', 'day off'],
    ...['days off', 'holidays', 'on holiday', 'time off', 'parental leave', 'maternity leave', 'paternity leave'],
    ...['comp time', 'comp day', 'urlaub', 'abwesend', 'ferien', 'elternzeit', 'mutterschutz', 'zeitausgleich'],
    ...['freizeitausgleich', 'gleittag', 'uberstundenabbau', 'conge', 'conges', 'vacances', 'rtt', 'vacaciones'],
    ...['fuera de la oficina', 'dia libre', 'dias libres', 'ferie', 'in vacanza', 'ferias', 'dia de folga'],
    ...['vakantie', 'verlof', 'pa semester', 'semesterledig', 'foraldraledig', 'loma', 'urlop', 'dzien wolny'],
    ...['dovolena', 'szabadsag', 'concediu', 'vacanta', 'zi libera', 'izin', 'отпуск', 'відпустка', 'αδεια', '休假'],
    ...['年假', '休暇', '有給', '휴가'],
  ],
  /** Nobody is away because a school is closed, or because he asks for a holiday. */
  notVacation: [
    ...['school', 'schools', 'schule', 'schulferien', 'scolaire', 'scolaires', 'escolares', 'escolar', 'scolastiche'],
    ...['scolare', 'zone a', 'zone b', 'zone c', 'toussaint', 'no school', 'jour ferie', 'jours feries'],
    ...['vacation planning', 'vacation request', 'pto request', 'plan vacation', 'book vacation', 'before vacation'],
    ...['after vacation', 'back from vacation', 'vacation policy', 'pto policy', 'urlaub planen', 'urlaub beantragen'],
    ...['urlaub buchen', 'urlaub eintragen', 'kein urlaub', 'vor urlaub', 'vor dem urlaub', 'nach urlaub'],
    ...['nach dem urlaub', 'demande de conges', 'pas de conges', 'vakantie plannen', 'verlof aanvragen'],
  ],
  ride: [
    ...['flight', 'flug', 'hinflug', 'ruckflug', 'vol pour', 'vol vers', 'vuelo', 'volo', 'voo', 'vlucht', 'flyg'],
    ...['fly til', 'lot do', 'zbor', 'реис', 'авиареис', '航班', 'フライト', '비행기', 'train to', 'train from'],
    ...['train home', 'train back', 'by train', 'train ride', 'train journey', 'your train', 'night train'],
    ...['take train', 'take the train', 'catch train', 'catch the train', 'zug nach', 'zug von', 'zug zum', 'zug zur'],
    ...['mit dem zug', 'zugfahrt', 'bahnfahrt', 'nachtzug', 'tgv', 'thalys', 'eurostar', 'ouigo', 'railjet'],
    ...['flixbus', 'treno', 'tren', 'trein', 'tag till', 'juna', 'pociag', 'vlak', 'поезд', 'потяг', 'ferry to'],
    ...['ferry from', 'fahre', 'drive to', 'drive home', 'autofahrt', 'bus to', 'taxi to', 'taxi nach', 'taxi zum'],
    ...['uber to', 'lyft to', 'shuttle to', 'airport transfer', 'transfer to airport', 'flughafentransfer', 'commute'],
    ...['commuting', 'arbeitsweg', 'fahrt nach', 'fahrt zum', 'fahrt zur', 'hinfahrt', 'ruckfahrt', 'heimfahrt'],
    ...['heimreise', 'ruckreise', 'trajet', 'trayecto', 'travel to', 'travelling to', 'traveling to', 'travel time'],
    ...['reisezeit', 'reistijd', 'reise nach', 'viaje a', 'voyage a', 'viaggio a', 'drum spre', 'calatorie spre'],
    ...['火车', '高铁', '新幹線', '기차', 'fly to', 'flying to', 'driving to', 'vonat'],
  ],
  /** On the way where more of the title says so: a train is also to teach, Zug a town, Ferry somebody's name. */
  rideVague: ['train', 'zug', 'ferry'],
  /** A ride where nothing else stands in the title. */
  rideAlone: [
    ...['train', 'zug', 'ferry', 'travel', 'travelling', 'traveling', 'driving', 'drive', 'taxi', 'reise', 'anreise'],
    ...['abreise', 'fahrt', 'voyage', 'viaje', 'viaggio', 'viagem', 'podroz', 'resa'],
  ],
  /** Nobody is on the way there, though it sounds so. */
  notRide: [
    ...['train the', 'train a', 'train new', 'train our', 'train with', 'train model', 'train to be', 'train to use'],
    ...['google drive', 'shared drive', 'test drive', 'drive to success', 'message bus', 'event bus'],
    ...['flight simulator', 'flight sim', 'flight review', 'flight deck', 'flight plan', 'flight school'],
    ...['flight lesson', 'flight test', 'test flight', 'book flight', 'book flights', 'book a flight'],
    ...['book the flight', 'book train', 'flug buchen', 'fluge buchen', 'reserver', 'reservar', 'prenotare'],
    ...['vlucht boeken', 'zug um zug'],
  ],
  trip: [
    ...['trip to', 'trip', 'travel', 'business trip', 'travelling', 'traveling', 'reise', 'dienstreise'],
    ...['geschaftsreise', 'voyage', 'deplacement', 'viaje', 'viaggio', 'trasferta', 'viagem', 'reis naar'],
    ...['zakenreis', 'resa', 'tjansteresa', 'matka', 'podroz', 'delegacja', 'deplasare', 'calatorie', 'командировка'],
    ...['відрядження', '出差', '出張', '출장', 'stadtereise', 'stadtetrip', 'kurztrip', 'klassenfahrt', 'rejse'],
  ],
  presentation: [
    ...['presentation', 'presenting', 'keynote', 'tech talk', 'lightning talk', 'giving a talk', 'my talk'],
    ...['prasentation', 'vortrag', 'presentacion', 'ponencia', 'presentazione', 'apresentacao', 'presentatie'],
    ...['lezing', 'præsentation', 'presentasjon', 'esitys', 'prezentacja', 'prezentace', 'prezentare', 'презентация'],
    ...['презентація', '演讲', '発表', '발표'],
  ],
  elsewhere: [
    ...['home office', 'home-office', 'homeoffice', 'wfh', 'working from home', 'work from home', 'working remotely'],
    ...['remote work', 'remote day', 'working elsewhere', 'telework', 'teleworking', 'telearbeit', 'mobiles arbeiten'],
    ...['teletravail', 'teletrabajo', 'smart working', 'lavoro agile', 'telelavoro', 'teletrabalho', 'thuiswerken'],
    ...['thuiswerkdag', 'hjemmekontor', 'hemarbete', 'etatyo', 'praca zdalna', 'lucru de acasa', 'munca de acasa'],
    ...['удаленка', '在家办公', '在宅勤務', '재택근무'],
  ],
  /** Absence, where nothing else stands in the title. */
  absence: [
    ...['semester', 'holiday', 'leave', 'off', 'away', 'frei', 'urlaubstag', 'ledig', 'fri', 'libre', 'absent'],
    ...['absence', 'vrij', 'wolne', 'liber', 'folga', 'vacanza'],
  ],
  /** In a calendar of holidays: days to keep in mind, and to work on. */
  observance: ['observance', 'gedenktag', 'not a public holiday', 'kein gesetzlicher feiertag'],
  /** Days to remember, not to be away on. */
  remembrance: [
    ...['birthday', 'bday', 'b-day', 'anniversary', 'geburtstag', 'jahrestag', 'hochzeitstag', 'namenstag'],
    ...['anniversaire', 'cumpleanos', 'aniversario', 'compleanno', 'onomastico', 'verjaardag', 'fodelsedag'],
    ...['fodselsdag', 'syntymapaiva', 'urodziny', 'imieniny', 'narozeniny', 'szuletesnap', 'ziua de nastere'],
    ...['aniversare', 'dogum gunu', 'день рождения', 'день народження', 'γενεθλια', '生日', '誕生日', '생일'],
  ],
  /** Before the title of what was taken back: Outlook and others write it there, and sometimes nowhere else. */
  cancelledBefore: [
    ...['canceled', 'cancelled', 'abgesagt', 'annule', 'cancelado', 'cancelada', 'annullato', 'annullata'],
    ...['geannuleerd', 'odwolane', 'anulat', 'anulowane', 'installt', 'avlyst', 'aflyst', 'peruutettu', 'zruseno'],
    ...['отменено', 'скасовано'],
  ],
  /** Before the title of what its owner refused. */
  declinedBefore: [
    ...['declined', 'abgelehnt', 'decline', 'rechazado', 'rechazada', 'rifiutato', 'geweigerd', 'afgewezen'],
    ...['odrzucone', 'recusado', 'avbojt', 'refuzat'],
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

/** Whether one of some plain words is all there is in a plain text. */
export const isOnly = (text: string, wanted: readonly string[]): boolean =>
  wanted.includes(text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))

/** Whether a plain text begins with one of some plain words as a mark: "Canceled: Planning", "[abgesagt] Planung". */
export function isMarked(text: string, marks: readonly string[]): boolean {
  const mark = /^[\s[(*_'"]*([\p{L}]+)\s?(?:[\])*_]|:|\s-\s|\s–\s|-\s)/u.exec(text)?.[1]
  return mark !== undefined && marks.includes(mark)
}

const isBoundary = (text: string, at: number): boolean =>
  at < 0 || at >= text.length || !/[\p{L}\p{N}]/u.test(text.charAt(at))
