/** An address book as Blink writes it, addresses percent-encoded and all. */
type Policy = 'allow' | 'block' | 'default'

const handled = (name: string, policy: Policy, subscribe: boolean) =>
  `<addressbook:${name}><addressbook:policy>${policy}</addressbook:policy><addressbook:subscribe>${subscribe}</addressbook:subscribe></addressbook:${name}>`

export const blinkContact = (id: string, aor: string, policy: Policy): string =>
  `<addressbook:contact id="${id}"><addressbook:name>${aor.split('@')[0]}</addressbook:name>
   <addressbook:uris default="${id}u"><addressbook:uri id="${id}u" uri="${encodeURIComponent(aor)}" type="SIP"><blink:attributes/></addressbook:uri></addressbook:uris>
   ${handled('dialog', 'default', false)}${handled('presence', policy, true)}
   <blink:attributes><blink:attribute name="preferred_media">audio</blink:attribute></blink:attributes></addressbook:contact>`

export const blinkGroup = (id: string, name: string, members: readonly string[]): string =>
  `<addressbook:group id="${id}"><addressbook:name>${name}</addressbook:name><addressbook:contacts>${members
    .map((member) => `<addressbook:contact_id>${member}</addressbook:contact_id>`)
    .join('')}</addressbook:contacts><blink:attributes/></addressbook:group>`

export const blinkPolicy = (id: string, aor: string, policy: Policy): string =>
  `<addressbook:policy-element id="${id}" uri="${encodeURIComponent(`sip:${aor}`)}"><addressbook:name/>
   ${handled('dialog', 'default', false)}${handled('presence', policy, false)}<blink:attributes/></addressbook:policy-element>`

const lists = [
  'oma_buddylist',
  'oma_grantedcontacts',
  'oma_blockedcontacts',
  'oma_allcontacts',
  'dialog_grantedcontacts',
  'dialog_blockedcontacts',
  'sipsimple_presence_rls',
  'sipsimple_dialog_rls',
]

export const blinkDocument = (items: readonly string[]): string => `<?xml version='1.0' encoding='UTF-8'?>
<rl:resource-lists xmlns:rl="urn:ietf:params:xml:ns:resource-lists" xmlns:addressbook="urn:ag-projects:xml:ns:addressbook" xmlns:blink="urn:ag-projects:blink:xml:ns:addressbook">
 ${lists.map((name) => `<rl:list name="${name}"/>`).join('')}
 <rl:list name="sipsimple_addressbook">${items.join('\n')}</rl:list>
</rl:resource-lists>`

/** The document with another presence policy for this contact or policy element, as Blink would write it. */
export function saidInBlink(document: string, id: string, policy: Policy): string {
  const [before = '', rest = ''] = document.split(
    new RegExp(`(?<=<addressbook:(?:contact|policy-element)\\b[^>]* id="${id}")`),
  )
  return before + rest.replace(/(<addressbook:presence>\s*<addressbook:policy>)\w+/, `$1${policy}`)
}
