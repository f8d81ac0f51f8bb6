import type { Account } from '#contract/account'

export const anna: Account = {
  id: 'anna',
  aor: 'anna@dialtone.test',
  displayName: 'Anna',
  authUser: null,
  server: null,
  outboundProxy: null,
  xcapRoot: null,
  stun: null,
  turn: null,
  trustedCertificate: null,
  allowUnencrypted: false,
  passwordStorage: 'key-store',
}
