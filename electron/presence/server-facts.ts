import type { ServerLimit } from '#contract/privacy'
import { domainOf } from '../sip/address.ts'

/** What is known of who keeps the rules and who reads them. */
export type ServerFacts = {
  readonly aor: string
  /** as the SIP server calls itself, in Server; null: it did not say */
  readonly software: string | null
  /** application usages of the XCAP server; null: there is none, or none is found yet */
  readonly auids: readonly string[] | null
  /** Blink runs on another device of the user */
  readonly blinkSeen: boolean
}

export type RuleServer = {
  /** where the rules are kept; null: nowhere */
  readonly auid: 'pres-rules' | 'org.openmobilealliance.pres-rules' | null
  /** and here, too: nobody says which of the two is read */
  readonly also?: 'pres-rules'
  /** tells each watcher what his rule gives, and nothing more */
  readonly filters: boolean
  /** with the rules of Blink beside ours: its servers read the lists they name */
  readonly blinkRules: boolean
  readonly limits: readonly ServerLimit[]
}

const oma = 'org.openmobilealliance.pres-rules'
const blinkDomains = ['sip2sip.info', 'sylk.link', 'sipthor.net', 'ag-projects.com']

/**
 * Whether the list service of such a server may go on without a word about somebody who no longer lets the user see him: Kamailio ends
 * what it had for him in the back, and says nothing to whoever watches the list until he asks for the whole anew.
 */
export const listsAreSilent = (software: string | null): boolean =>
  software === null || isOfKamailio(software.toLowerCase()) || /opensips/i.test(software)

/**
 * Whether such a server may let an answer stand against the dialog it gave it to, though it would answer another dialog otherwise: what two
 * of Kamailio's processes do to one subscription at the same time can undo a permission, for that dialog and for good.
 */
export const keepsOldAnswers = listsAreSilent

const isOfKamailio = (name: string): boolean => name === '' || /kamailio|openser|sip[- ]router/.test(name)

/**
 * Servers that name themselves as ones that tell every watcher the same, or filter too late, are not trusted with what is meant
 * for some. One that offers rules of RFC 5025 and is none of those is taken at its word; one that does not say who it is, is not.
 */
export function ruleServer({ aor, software, auids, blinkSeen }: ServerFacts): RuleServer {
  const domain = domainOf(aor)
  const isOfAgProjects = blinkDomains.some((each) => domain === each || domain.endsWith(`.${each}`))
  const isAgProjects = isOfAgProjects || auids?.some((each) => each.startsWith('org.openxcap.')) === true
  const plain = auids?.includes('pres-rules') === true
  const offersOma = auids?.includes(oma) === true
  const auid = offersOma && (isAgProjects || !plain) ? oma : plain ? 'pres-rules' : null
  if (auid === null) return { auid, filters: false, blinkRules: false, limits: ['no-rules'] }
  const name = software?.toLowerCase() ?? ''
  const blink: readonly ServerLimit[] = isAgProjects && blinkSeen ? ['blink-removes'] : []
  const blinkRules = isAgProjects && auid === oma
  if (isAgProjects || name.includes('opensips')) {
    // OpenXCAP is in use with presence agents of others as well, which read the plain document unless they are told otherwise.
    const also = isAgProjects && !isOfAgProjects && auid === oma && plain ? { also: 'pres-rules' as const } : {}
    return { auid, ...also, filters: false, blinkRules, limits: ['filters-late', 'sphere-unknown', ...blink] }
  }
  if (isOfKamailio(name)) {
    return { auid, filters: false, blinkRules, limits: ['shows-all', 'sphere-unknown', ...blink] }
  }
  return { auid, filters: true, blinkRules, limits: blink }
}
