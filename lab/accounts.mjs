/** Who lives in the lab's domain, and who may see whom. */

const NAMES = {
  anna: 'Anna Lindqvist',
  maya: 'Maya Okonkwo',
  luis: 'Luis Ortega',
  priya: 'Priya Raman',
  jonas: 'Jonas Weber',
  sofia: 'Sofia Marchetti',
  ken: 'Ken Tanaka',
  ruth: 'Ruth Keller',
}

const account = (user, displayName, domain) => ({
  user,
  displayName,
  aor: `sip:${user}@${domain}`,
  password: `secret-${user}`, // a lab on the loopback: easy to type
})

/** The people of the lab. */
export function people(domain) {
  return Object.entries(NAMES).map(([user, name]) => account(user, name, domain))
}

/** Everybody who can register: the people, `extraUsers` named user1, user2 ..., and the voice mail system. */
export function accountsOf(domain, extraUsers = 0) {
  const extra = Array.from({ length: extraUsers }, (_, index) => `user${index + 1}`)
  return [
    ...people(domain),
    ...extra.map((user) => account(user, user, domain)),
    account('voicemail', 'Voice mail', domain),
  ]
}

/**
 * The pres-rules document that each account starts with (RFC 5025): all the people of the lab may see it. Each is named,
 * because Kamailio 5.6 does not honour `except` inside `many`, and a user who wants to take one out would not be obeyed.
 */
export function initialRules(domain) {
  const identities = people(domain).map(({ aor }) => `        <cp:one id="${aor}"/>`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns="urn:ietf:params:xml:ns:pres-rules">
  <cp:rule id="colleagues">
    <cp:conditions>
      <cp:identity>
${identities.join('\n')}
      </cp:identity>
    </cp:conditions>
    <cp:actions>
      <sub-handling>allow</sub-handling>
    </cp:actions>
    <cp:transformations>
      <provide-devices><all-devices/></provide-devices>
      <provide-persons><all-persons/></provide-persons>
      <provide-services><all-services/></provide-services>
      <provide-all-attributes/>
    </cp:transformations>
  </cp:rule>
</cp:ruleset>
`
}
