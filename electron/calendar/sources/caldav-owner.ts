import type { DavAnswer } from './caldav.ts'

type Propfind = (address: string, property: Readonly<Record<string, object>>) => Promise<readonly DavAnswer[]>

const mostAddresses = 20

/**
 * The mail addresses of the user of an account (RFC 6638 2.4.1): which attendee he is, whatever he signs in with. None where his server
 * does not say; his calendar is read all the same.
 */
export async function ownerAddresses(address: string, propfind: Propfind): Promise<readonly string[]> {
  const [collection] = await propfind(address, { 'd:current-user-principal': {} })
  const [principal] = hrefsIn(collection, 'currentUserPrincipal')
  if (principal === undefined || !URL.canParse(principal, address)) return []
  const [person] = await propfind(new URL(principal, address).href, { 'c:calendar-user-address-set': {} })
  return hrefsIn(person, 'calendarUserAddressSet')
    .flatMap((each) => (/^mailto:\S+@\S+$/i.test(each) ? [each.slice('mailto:'.length).toLowerCase()] : []))
    .slice(0, mostAddresses)
}

/** tsdav makes one of one, and a list of several. */
function hrefsIn(answer: DavAnswer | undefined, property: string): readonly string[] {
  const value: unknown = answer?.props?.[property]
  if (typeof value !== 'object' || value === null || !('href' in value)) return []
  const hrefs: readonly unknown[] = Array.isArray(value.href) ? value.href : [value.href]
  return hrefs.flatMap((each) => {
    const text = typeof each === 'object' && each !== null && '_text' in each ? each._text : each
    return typeof text === 'string' ? [text.trim()] : []
  })
}
