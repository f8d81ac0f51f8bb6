import type { CalendarEvent } from '../documents/icalendar-event.ts'
import { hasWord, isOnly, plain, words } from './activity-words.ts'

const arrow = '(?:→|->|➝|➞|➔|➜|⇒|✈)'

/** "LH 123 FRA -> BER", "ICE 543 nach Köln": airline or train, its number and where to */
const carrier = '(?:^|[\\s(])(?:[A-Z]{2}|[A-Z]\\d|\\d[A-Z]|ICE|TGV|RJX?) ?'
const codes = '(?<!\\p{L})[A-Z]{3} ?[-–/] ?[A-Z]{3}(?!\\p{L})'
const flightNumber = new RegExp(`${carrier}\\d{2,4}(?:[\\s):,]|$).*(?:${arrow}|\\bto\\b|\\bnach\\b)`, 'u')
/** "LH2303 MUC-BER", "LH 123 Frankfurt – Berlin"; not "WM 2026 · AUT – SUI": teams meet in a year. */
const flightBetween = new RegExp(`${carrier}(?!(?:19|20)\\d\\d)\\d{2,4}(?:[\\s):,]|$).*(?:–|${codes})`, 'u')

/** "ICE 543", and the train of some number: "Train 5186", "Train no. 6611" */
const trainNumber =
  /^(?:ICE|TGV|RJX?) ?\d{2,4}(?!\p{N})|\btrain (?:no\.? ?|n° ?|number |[a-z]{2,3} ?)?\d{2,5}(?!\p{N})/iu

/** "Train Paris-Lyon", "Zug Köln - Wien", "Ferry Helsinki - Tallinn", "Train pour Lyon" */
const betweenNames = /(?:^|\s)(?:[Tt]rain|Zug|[Ff]erry) (?:pour |\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)* ?[-–/] ?)\p{Lu}/u

/** As travel programs begin the titles of what they book. */
const vehicle = /^[✈🛫🛬🚄🚅🚆🚂🚊🚝⛴]/u

const station =
  /(?<!\p{L})(?:hbf|hauptbahnhof|bahnhof|bhf|hb|gare|part-dieu|st pancras|estacion|stazione|termini|centraal|central station|glowny|nadrazi|gara de)(?!\p{L})/gu
const towards = new RegExp(`${arrow}|\\s(?:to|nach|vers|naar)\\s`, 'u')

/** "Berlin Hbf ➞ Paris Est"; with a dash between two stations, which elsewhere stands between anything. */
function isBetweenStations(text: string): boolean {
  const stations = text.match(station)?.length ?? 0
  return (stations > 0 && towards.test(text)) || (stations > 1 && /\s[-–]\s/u.test(text))
}

/** Whether a title tells of being on the way; `sounds`: it has a word of it. */
export function isRide({ summary, categories }: CalendarEvent, text: string, sounds: boolean): boolean {
  if (hasWord(text, words.notRide)) return false
  return (
    sounds ||
    isOnly(text, words.rideAlone) ||
    categories.some((category) => isOnly(plain(category), words.rideAlone)) ||
    flightNumber.test(summary) ||
    flightBetween.test(summary) ||
    trainNumber.test(summary) ||
    betweenNames.test(summary) ||
    vehicle.test(summary) ||
    isBetweenStations(text)
  )
}
