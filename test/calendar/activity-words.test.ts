import { describe, expect, test } from 'vitest'
import { type CalendarManner, outcomeOf } from '../../electron/calendar/activity-rules.ts'
import { instancesBetween, scheduleOf } from '../../electron/calendar/schedule.ts'
import { parseCalendar } from '../../electron/documents/icalendar.ts'

const manner: CalendarManner = { kind: 'own', addresses: [], tellTitles: false }
const spans = {
  'an hour': 'DTSTART:20261123T100000Z\nDTEND:20261123T110000Z',
  'five hours': 'DTSTART:20261123T080000Z\nDTEND:20261123T130000Z',
  'a day': 'DTSTART;VALUE=DATE:20261123',
} as const

function said(title: string, span: keyof typeof spans, more = ''): string | null {
  const calendar = parseCalendar(
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\n${spans[span]}\nSUMMARY:${title}\n${more}\nEND:VEVENT\nEND:VCALENDAR\n`,
  )
  const from = Date.UTC(2026, 10, 23)
  const { instances } = instancesBetween(scheduleOf([{ id: 'a', calendar }], 'UTC'), from, from + 86_400_000)
  const outcome = outcomeOf(instances[0]!, manner, [])
  return outcome.kind === 'nothing' ? null : outcome.name
}

const table = (span: keyof typeof spans, activity: string | null, titles: readonly string[]): void => {
  test.each(titles)(`${span} of "%s" is ${activity ?? 'nothing'}`, (title) => {
    expect(said(title, span)).toBe(activity)
  })
}

describe('meals', () => {
  table('an hour', 'meal', [
    'Mittag',
    'Mittag mit Anna',
    'Middag',
    'Middag hos Eva',
    'Ontbijt',
    'Obiad z Anną',
    'Śniadanie',
  ])
  table('an hour', 'meal', [
    'Pauză de masă',
    'Prânz',
    'Cina',
    'Cină cu Ana',
    'Pausa pranzo',
    'Comida con Ana',
    'Café da manhã',
  ])
  table('an hour', 'appointment', [
    'Vergadering donderdag middag',
    'Čína: plán',
    'Walk after lunch',
    'Lunch-and-learn: SIP',
  ])
  table('five hours', 'appointment', ["Breakfast at Tiffany's"])
})

describe('rides', () => {
  table('an hour', 'in-transit', [
    'Berlin Hbf ➞ Paris Est',
    'Köln Hbf - Wien Hbf',
    'From Vienna, Hbf, to Brno, dolní nádraží',
  ])
  table('an hour', 'in-transit', [
    'Train 5186 from Nîmes Gare to Lyon',
    'Train',
    'ICE 543',
    'LH2303 MUC-BER',
    '✈ LH123',
    'Zug nach Köln',
  ])
  table('an hour', 'in-transit', [
    'Travel',
    'Anreise',
    'Rückfahrt',
    'Taxi to airport',
    'Trajet',
    'Tren Cluj - București',
    'Ferry to Dover',
  ])
  table('an hour', 'appointment', [
    'Workshop in Zug',
    'Release train planning',
    'Train-the-trainer',
    'Call with Ferry',
    'Book flight to Berlin',
  ])
  table('an hour', 'appointment', [
    'Google Drive to SharePoint',
    'Flight simulator evening',
    'Treffen Hauptbahnhof - Nordausgang',
    'Flug buchen',
  ])
  table('an hour', 'appointment', ['Design -> Development', 'RE 2024: budget', 'WM 2026 · AUT – SUI (0:9)'])

  test('by its category too', () => {
    expect(said('To the customer', 'an hour', 'CATEGORIES:Travel')).toBe('in-transit')
  })
})

describe('vacations', () => {
  table('a day', 'vacation', [
    'Día libre',
    'Concediu',
    'Verlof',
    'Vacay!',
    'Zeitausgleich',
    'Folga',
    'Відпустка',
    'Ferie',
    'Vrij',
  ])
  table('a day', null, [
    'Vacances scolaires - Zone C',
    'Vacances de la Toussaint',
    'School holidays',
    'Fête Nationale - Férié',
  ])
  table('a day', null, ['Urlaub beantragen', 'PTO request due', 'Back from vacation'])
})

describe('working elsewhere', () => {
  table('a day', 'working', ['Home-Office', 'Thuiswerkdag', 'Hjemmekontor', 'Lucru de acasă'])
  table('five hours', 'working', ['WFH'])
  table('an hour', 'appointment', ['WFH policy', 'Home office equipment'])
})

describe('presentations', () => {
  table('an hour', 'presentation', ['Tech talk: presence', 'Prezentare proiect', 'Præsentation'])
  table('an hour', 'appointment', ['Expose the metrics'])
})

describe('days to remember', () => {
  test.each(['Födelsedag Eva', 'Ziua de naștere Ana', 'Aniversário da Ana', 'Születésnap', 'День рождения Анны'])(
    '%s',
    (title) => {
      expect(said(title, 'a day', 'TRANSP:OPAQUE')).toBeNull()
    },
  )
})

describe('what was taken back, though nothing but its title says so', () => {
  table('an hour', null, [
    'Canceled: Planning',
    'ABGESAGT: Planung',
    '[CANCELLED] Planning',
    'Annulé : réunion',
    '(Cancelado) Inglês',
  ])
  table('an hour', null, ['Cancelado - Inglês', 'Cancelled', 'Declined: Planning', 'Abgelehnt: Planung'])
  table('an hour', 'appointment', ['Cancelled orders review', 'What if it is canceled: a talk', 'Declined payments'])
})
