/** People for the bench: presence documents of 2 KB as a phone with much to say sends them, no two alike. */

const activities = ['meeting', 'meal', 'travel', 'appointment', 'vacation', 'on-the-phone', 'working', 'steering', null]
const moods = ['happy', 'calm', 'worried', 'curious', 'tired']
const places = ['office', 'home', 'train', 'library', 'cafe']

export const person = (index) => `person${index}@127.0.0.1`

const time = (at) => new Date(at).toISOString()

/** @param {{ index: number, at?: number, activity?: string | null, basic?: string, size?: number }} options */
export function presenceOf({
  index,
  at = Date.now(),
  activity = activities[index % activities.length],
  basic = index % 11 === 0 ? 'closed' : 'open',
  size = 2048,
}) {
  const aor = person(index)
  const id = index.toString(36)
  const until = time(at + 3_600_000 + (index % 7) * 600_000)
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" xmlns:caps="urn:ietf:params:xml:ns:pidf:caps" xmlns:ci="urn:ietf:params:xml:ns:pidf:cipid" entity="sip:${aor}">
<tuple id="t${id}"><status><basic>${basic}</basic></status>
<caps:servcaps><caps:audio>true</caps:audio><caps:video>${index % 2 === 0}</caps:video><caps:message>true</caps:message></caps:servcaps>
<rpid:user-input idle-threshold="600" last-input="${time(at - 30_000 - (index % 60) * 1000)}">active</rpid:user-input>
<ci:display-name>Person ${index}</ci:display-name><ci:homepage>https://people.example/${id}</ci:homepage>
<contact priority="0.${(index % 9) + 1}">sip:${aor};gr=urn:uuid:00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}</contact>
<timestamp>${time(at)}</timestamp></tuple>
<tuple id="m${id}"><status><basic>open</basic></status><rpid:class>mail</rpid:class><rpid:relationship><rpid:self/></rpid:relationship>
<contact priority="0.1">mailto:person${index}@people.example</contact><note xml:lang="en">Answers within a day</note></tuple>
<dm:person id="p${id}"><rpid:activities from="${time(at - 600_000)}" until="${until}">${activity ? `<rpid:${activity}/>` : ''}<rpid:note>Working on thing ${index} &amp; others</rpid:note></rpid:activities>
<rpid:mood><rpid:${moods[index % moods.length]}/></rpid:mood><rpid:place-is><rpid:audio><rpid:noisy/></rpid:audio><rpid:text><rpid:ok/></rpid:text></rpid:place-is>
<rpid:place-type><rpid:other>${places[index % places.length]}</rpid:other></rpid:place-type><rpid:privacy><rpid:text/></rpid:privacy><rpid:sphere><rpid:work/></rpid:sphere>
<rpid:time-offset>${((index % 24) - 12) * 60}</rpid:time-offset><dm:note xml:lang="en">`
  const tail = `</dm:note><dm:timestamp>${time(at)}</dm:timestamp></dm:person>
<dm:device id="d${id}"><rpid:user-input last-input="${time(at - 40_000)}">active</rpid:user-input><dm:deviceID>urn:uuid:00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}</dm:deviceID><dm:note>Phone of person ${index}</dm:note></dm:device>
</presence>
`
  const missing = Math.max(0, size - Buffer.byteLength(head) - Buffer.byteLength(tail))
  return head + `Back after lunch; room ${index}. `.repeat(Math.ceil(missing / 20)).slice(0, missing) + tail
}
