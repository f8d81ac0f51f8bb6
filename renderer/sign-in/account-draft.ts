import type { AccountSettings } from '#contract/account'

/** The fields of sign-in and of Settings, Network, as typed; and the settings they make. */
export type AccountDraft = {
  readonly aor: string
  readonly displayName: string
  readonly authUser: string
  readonly server: string
  readonly outboundProxy: string
  readonly xcapRoot: string
  readonly stun: string
  readonly turn: string
  readonly turnUser: string
  readonly turnPassword: string
  readonly trustedCertificate: string
  readonly allowUnencrypted: boolean
}

export type DraftErrors = { readonly [K in keyof AccountDraft]?: DraftError }
export type DraftError =
  | 'addressNeeded'
  | 'addressWrong'
  | 'serverWrong'
  | 'outboundProxyWrong'
  | 'xcapWrong'
  | 'stunWrong'
  | 'turnWrong'
  | 'certificateWrong'

export const emptyDraft: AccountDraft = {
  aor: '',
  displayName: '',
  authUser: '',
  server: '',
  outboundProxy: '',
  xcapRoot: '',
  stun: '',
  turn: '',
  turnUser: '',
  turnPassword: '',
  trustedCertificate: '',
  allowUnencrypted: false,
}

export function draftOf(settings: AccountSettings): AccountDraft {
  return {
    aor: settings.aor,
    displayName: settings.displayName,
    authUser: settings.authUser ?? '',
    server: settings.server ?? '',
    outboundProxy: settings.outboundProxy ?? '',
    xcapRoot: settings.xcapRoot ?? '',
    stun: settings.stun ?? '',
    turn: settings.turn?.uri ?? '',
    turnUser: settings.turn?.username ?? '',
    turnPassword: settings.turn?.password ?? '',
    trustedCertificate: settings.trustedCertificate ?? '',
    allowUnencrypted: settings.allowUnencrypted,
  }
}

const address = /^[^\s@<>"]+@[^\s@<>"/]+$/
const server = /^(?:wss?:\/\/[^\s/]+\S*|sips?:[^\s/]\S*)$/i
const proxy = /^sips?:[^\s/]\S*$/i
const web = /^https?:\/\/[^\s/]+\S*$/i
const stun = /^stuns?:[^\s/]+$/i
const turn = /^turns?:[^\s/]+$/i
const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/

/** stun.example.org is meant as stun:stun.example.org. */
const withScheme = (text: string, scheme: string): string =>
  text !== '' && /^[\w.[\]-]+(?::\d+)?(?:\?\S*)?$/.test(text) && !text.startsWith(`${scheme}:`)
    ? `${scheme}:${text}`
    : text

export type ReadDraft =
  | { readonly ok: true; readonly settings: AccountSettings }
  | { readonly ok: false; readonly errors: DraftErrors }

/** What was typed as settings, or what is wrong with it, field by field. */
export function readDraft(draft: AccountDraft): ReadDraft {
  const aor = draft.aor.trim().replace(/^sips?:/i, '')
  const text = (value: string): string | null => value.trim() || null
  const stunUri = withScheme(draft.stun.trim(), 'stun')
  const turnUri = withScheme(draft.turn.trim(), 'turn')
  const wrong = (value: string, pattern: RegExp): boolean => value.trim() !== '' && !pattern.test(value.trim())
  const errors: { -readonly [K in keyof DraftErrors]: DraftErrors[K] } = {}
  if (aor === '') errors.aor = 'addressNeeded'
  else if (!address.test(aor)) errors.aor = 'addressWrong'
  if (wrong(draft.server, server)) errors.server = 'serverWrong'
  if (wrong(draft.outboundProxy, proxy)) errors.outboundProxy = 'outboundProxyWrong'
  if (wrong(draft.xcapRoot, web)) errors.xcapRoot = 'xcapWrong'
  if (wrong(stunUri, stun)) errors.stun = 'stunWrong'
  if (wrong(turnUri, turn)) errors.turn = 'turnWrong'
  if (wrong(draft.trustedCertificate, certificate)) errors.trustedCertificate = 'certificateWrong'
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  return {
    ok: true,
    settings: {
      aor,
      displayName: draft.displayName.trim(),
      authUser: text(draft.authUser),
      server: text(draft.server),
      outboundProxy: text(draft.outboundProxy),
      xcapRoot: text(draft.xcapRoot),
      stun: stunUri || null,
      turn: turnUri === '' ? null : { uri: turnUri, username: draft.turnUser.trim(), password: draft.turnPassword },
      trustedCertificate: text(draft.trustedCertificate),
      allowUnencrypted: draft.allowUnencrypted,
    },
  }
}

const advanced: readonly (keyof AccountDraft)[] = [
  'authUser',
  'server',
  'outboundProxy',
  'xcapRoot',
  'stun',
  'turn',
  'turnUser',
  'turnPassword',
  'trustedCertificate',
  'allowUnencrypted',
]

/** Whether an error stands in a field under Advanced, which then has to be open. */
export const advancedHas = (errors: DraftErrors): boolean => advanced.some((field) => errors[field] !== undefined)
