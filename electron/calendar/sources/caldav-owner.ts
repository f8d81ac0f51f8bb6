import { hrefsIn } from '../../documents/multistatus.ts'
import { askDav, propfind } from './dav.ts'
import type { CalendarHttp } from './http.ts'

const mostAddresses = 20

/**
 * The mail addresses of the user of an account (RFC 6638 2.4.1): which attendee he is, whatever he signs in with. None where his server
 * does not say; his calendar is read all the same.
 */
export async function ownerAddresses(http: CalendarHttp, address: string): Promise<readonly string[]> {
  const ask = async (url: string, property: string) => {
    const reply = await askDav(http, url, { method: 'PROPFIND', body: propfind(property), depth: '0', home: address })
    return { url: reply.url, properties: reply.multistatus?.responses[0]?.properties ?? new Map() }
  }
  const collection = await ask(address, 'd:current-user-principal')
  const [principal] = hrefsIn(collection.properties, 'current-user-principal')
  if (principal === undefined || !URL.canParse(principal, collection.url)) return []
  const person = await ask(new URL(principal, collection.url).href, 'c:calendar-user-address-set')
  return hrefsIn(person.properties, 'calendar-user-address-set')
    .flatMap((each) => (/^mailto:\S+@\S+$/i.test(each) ? [each.slice('mailto:'.length).toLowerCase()] : []))
    .slice(0, mostAddresses)
}
