import fc from 'fast-check'
import { parseXmlDocument } from 'slimdom'
import { describe, expect, test } from 'vitest'
import { parseRuleset } from '../../electron/documents/pres-rules.ts'
import { verdictOf } from '../../electron/presence/rule-evaluator.ts'
import { type Granted, grantedTo } from '../fakes/granted-permissions.ts'
import { identities, now, rulesets } from './arbitrary-rules.ts'
import { grantedBy } from './granted-by.ts'

// Our reader of rules against one that was written from the RFCs alone and shares nothing with it but the XML parser.

const runs = process.env['DIALTONE_PROVE'] === '1' ? 5_000 : 300

/** A set of which "all" is a member is all, whatever else is named. */
const plain = (granted: Granted) => {
  const set = (members: ReadonlySet<string>) => (members.has('all') ? ['all'] : [...members].sort())
  const { services, persons, devices, attributes, unknown, ...rest } = granted
  return {
    ...rest,
    services: set(services),
    persons: set(persons),
    devices: set(devices),
    attributes: [...attributes].sort(),
    unknown: [...unknown].sort(),
  }
}

describe('rules of other programs', () => {
  test('give everybody the same, read by us and read by the letter of RFC 4745 and RFC 5025', () => {
    fc.assert(
      fc.property(
        rulesets,
        fc.constantFrom(...identities),
        fc.constantFrom('work', 'home', 'Travel', null),
        (text, aor, sphere) => {
          const agents = grantedTo(parseXmlDocument(text), {
            identity: aor === null ? null : `sip:${aor}`,
            sphere,
            now,
          })
          const ours = grantedBy(verdictOf(parseRuleset(text), { aor, sphere, now }, 'union'))
          expect(plain(ours)).toEqual(plain(agents))
        },
      ),
      { numRuns: runs },
    )
  }, 120_000)
})
