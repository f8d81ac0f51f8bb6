import fc from 'fast-check'
import { booleanAttributes } from '../fakes/granted-permissions.ts'

// Rules as any program may have written them: everything RFC 4745 and RFC 5025 have, and some of what they have not.

export const identities = [
  'bob@example.org',
  'Bob@example.org',
  'carol@example.com',
  'k%C3%A4the@xn--bcher-kva.example',
  null,
] as const

const ids = [
  'sip:bob@example.org',
  'sip:bob@EXAMPLE.org',
  'sip:b%6Fb@example.org',
  'sip:carol@example.com',
  'sip:k%C3%A4the@xn--bcher-kva.example',
  'tel:+4312345',
  'mailto:bob@example.org',
]
const domains = ['example.org', 'Example.COM', 'bücher.example', 'xn--bcher-kva.example', 'b%C3%BCcher.example']

const one = fc.constantFrom(...ids).map((id) => `<cp:one id="${id}"/>`)
const except = fc.oneof(
  fc.constantFrom(...ids).map((id) => `<cp:except id="${id}"/>`),
  fc.constantFrom(...domains).map((domain) => `<cp:except domain="${domain}"/>`),
)
const many = fc
  .tuple(fc.option(fc.constantFrom(...domains), { nil: null }), fc.array(except, { maxLength: 2 }))
  .map(([domain, excepts]) => `<cp:many${domain === null ? '' : ` domain="${domain}"`}>${excepts.join('')}</cp:many>`)
const identity = fc
  .array(fc.oneof(one, many, fc.constant('<x:friends xmlns:x="urn:x"/>')), { maxLength: 3 })
  .map((members) => `<cp:identity>${members.join('')}</cp:identity>`)

const sphere = fc
  .constantFrom('work', 'home', 'Work', 'home work', ' travel  HOME ', 'elsewhere')
  .map((value) => `<cp:sphere value="${value}"/>`)

/** Around two in the afternoon, the time at which all are asked about. */
export const now = Date.parse('2026-11-20T14:02:00Z')
const instants = [
  ['2026-11-20T13:00:00Z', '2026-11-20T14:02:00Z'],
  ['2026-11-20T14:02:00Z', '2026-11-20T14:03:00Z'],
  ['2026-11-20T15:00:00+01:00', '2026-11-20T15:30:00+01:00'],
  ['2026-11-20T15:30:00Z', '2026-11-20T16:00:00.000Z'],
] as const
const validity = fc
  .subarray([...instants], { minLength: 1 })
  .map((periods) => periods.map(([from, end]) => `<cp:from>${from}</cp:from><cp:until>${end}</cp:until>`).join(''))
  .map((periods) => `<cp:validity>${periods}</cp:validity>`)

const condition = fc.oneof(
  { weight: 4, arbitrary: identity },
  { weight: 2, arbitrary: sphere },
  { weight: 2, arbitrary: validity },
  { weight: 1, arbitrary: fc.constant('<x:moon xmlns:x="urn:x">full</x:moon>') },
)

const handling = fc
  .constantFrom('block', 'confirm', 'polite-block', 'allow', null)
  .map((word) => (word === null ? '' : `<pr:sub-handling>${word}</pr:sub-handling>`))

const provided = (kind: string, selectors: readonly string[]) =>
  fc
    .array(fc.constantFrom(`<pr:all-${kind}/>`, ...selectors, '<x:colour xmlns:x="urn:x">red</x:colour>'), {
      maxLength: 3,
    })
    .map((chosen) => `<pr:provide-${kind}>${chosen.join('')}</pr:provide-${kind}>`)
const truth = fc.constantFrom('true', 'false', '1', '0')
const transformation = fc.oneof(
  provided('services', [
    '<pr:class>chat</pr:class>',
    '<pr:class>Chat</pr:class>',
    '<pr:occurrence-id>SID-1</pr:occurrence-id>',
    '<pr:service-uri>sip:anna@example.org</pr:service-uri>',
    '<pr:service-uri-scheme>sip</pr:service-uri-scheme>',
    '<pr:service-uri-scheme>mailto</pr:service-uri-scheme>',
  ]),
  provided('persons', ['<pr:class>me</pr:class>', '<pr:occurrence-id>PID-1</pr:occurrence-id>']),
  provided('devices', [
    '<pr:class>laptop</pr:class>',
    '<pr:occurrence-id>DID-1</pr:occurrence-id>',
    '<pr:deviceID>urn:uuid:1</pr:deviceID>',
  ]),
  fc
    .tuple(fc.constantFrom(...booleanAttributes), truth)
    .map(([name, value]) => `<pr:provide-${name}>${value}</pr:provide-${name}>`),
  fc
    .constantFrom('false', 'bare', 'thresholds', 'full')
    .map((word) => `<pr:provide-user-input>${word}</pr:provide-user-input>`),
  fc
    .tuple(fc.constantFrom('foo', 'bar'), truth)
    .map(
      ([name, value]) =>
        `<pr:provide-unknown-attribute ns="urn:x" name="${name}">${value}</pr:provide-unknown-attribute>`,
    ),
  { weight: 1, arbitrary: fc.constant('<pr:provide-all-attributes/>') },
)

const rule = fc.record({
  conditions: fc.array(condition, { maxLength: 3 }),
  handling,
  transformations: fc.option(
    fc.uniqueArray(transformation, { maxLength: 6, selector: (text) => text.split('>')[0] ?? '' }),
    { nil: null },
  ),
})

/** A whole document. */
export const rulesets = fc.array(rule, { maxLength: 5 }).map((rules) => {
  const written = rules.map(({ conditions, handling: word, transformations }, index) => {
    const given = transformations === null ? '' : `<cp:transformations>${transformations.join('')}</cp:transformations>`
    return `<cp:rule id="r${index}"><cp:conditions>${conditions.join('')}</cp:conditions><cp:actions>${word}</cp:actions>${given}</cp:rule>`
  })
  return `<cp:ruleset xmlns:cp="urn:ietf:params:xml:ns:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules">${written.join('')}</cp:ruleset>`
})
