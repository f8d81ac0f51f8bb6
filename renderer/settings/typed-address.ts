/** A link as providers give it out: https://anna:secret@cal.example.org/a.ics. The parts go where they belong, and are not kept in it. */
export function typedAddress(text: string): {
  readonly address: string
  readonly login: { readonly user: string; readonly password: string } | null
} {
  const match = /^\s*([a-z][a-z0-9+.-]*:\/\/)([^\s/:@]+):([^\s/@]+)@([^\s@]+)\s*$/i.exec(text)
  if (match === null) return { address: text, login: null }
  const [, scheme = '', user = '', password = '', rest = ''] = match
  return { address: scheme + rest, login: { user: decoded(user), password: decoded(password) } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
