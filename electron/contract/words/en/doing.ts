/**
 * Availability and RPID activities (RFC 4480 3.2) in words: `now`, with an end (`until`), and in the past tense for what
 * is only last known. DESIGN section 4.
 */
export const doing = {
  appointment: { now: 'At an appointment', until: 'At an appointment until {{time}}', was: 'Was at an appointment' },
  away: { now: 'Away', until: 'Away, back {{time}}', was: 'Was away' },
  breakfast: { now: 'At breakfast', until: 'At breakfast, back {{time}}', was: 'Was at breakfast' },
  busy: { now: 'Busy', until: 'Busy until {{time}}', was: 'Was busy' },
  dinner: { now: 'At dinner', until: 'At dinner, back {{time}}', was: 'Was at dinner' },
  holiday: { now: 'On holiday', until: 'On holiday, back {{time}}', was: 'Was on holiday' },
  'in-transit': { now: 'In transit', until: 'In transit until {{time}}', was: 'Was in transit' },
  'looking-for-work': {
    now: 'Looking for work',
    until: 'Looking for work until {{time}}',
    was: 'Was looking for work',
  },
  lunch: { now: 'At lunch', until: 'At lunch, back {{time}}', was: 'Was at lunch' },
  meal: { now: 'Having a meal', until: 'Having a meal, back {{time}}', was: 'Was having a meal' },
  meeting: { now: 'In a meeting', until: 'In a meeting until {{time}}', was: 'Was in a meeting' },
  'on-the-phone': { now: 'On the phone', until: 'On the phone until {{time}}', was: 'Was on the phone' },
  performance: { now: 'At a performance', until: 'At a performance until {{time}}', was: 'Was at a performance' },
  'permanent-absence': { now: 'Left the company', until: 'Away, back {{time}}', was: 'Had left the company' },
  playing: { now: 'Playing', until: 'Playing until {{time}}', was: 'Was playing' },
  presentation: {
    now: 'Giving a presentation',
    until: 'Giving a presentation until {{time}}',
    was: 'Was giving a presentation',
  },
  shopping: { now: 'Shopping', until: 'Shopping, back {{time}}', was: 'Was shopping' },
  sleeping: { now: 'Asleep', until: 'Asleep until {{time}}', was: 'Was asleep' },
  spectator: { now: 'Watching an event', until: 'Watching an event until {{time}}', was: 'Was watching an event' },
  steering: { now: 'Driving', until: 'Driving until {{time}}', was: 'Was driving' },
  travel: { now: 'Travelling', until: 'Travelling until {{time}}', was: 'Was travelling' },
  tv: { now: 'Watching TV', until: 'Watching TV until {{time}}', was: 'Was watching TV' },
  vacation: { now: 'On holiday', until: 'On holiday, back {{time}}', was: 'Was on holiday' },
  working: { now: 'Working', until: 'Working until {{time}}', was: 'Was working' },
  worship: { now: 'At worship', until: 'At worship until {{time}}', was: 'Was at worship' },
  other: { now: '{{text}}', until: '{{text}} until {{time}}', was: 'Was: {{text}}' },
} as const

export const availability = {
  available: { now: 'Available', until: 'Available until {{time}}', was: 'Was available' },
  busy: { now: 'Busy', until: 'Busy until {{time}}', was: 'Was busy' },
  away: { now: 'Away', until: 'Away, back {{time}}', was: 'Was away' },
  phone: { now: 'On the phone', until: 'On the phone until {{time}}', was: 'Was on the phone' },
  dnd: { now: 'Do not disturb', until: 'Do not disturb until {{time}}', was: 'Was on do not disturb' },
  offline: { now: 'Offline', until: 'Offline, back {{time}}', was: 'Was offline' },
  unknown: { now: 'Not known', until: 'Not known', was: 'Not known' },
} as const
