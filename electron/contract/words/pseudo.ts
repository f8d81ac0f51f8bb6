type Words = { readonly [key: string]: string | Words }

const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ý',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
  C: 'Ç',
  N: 'Ñ',
  S: 'Š',
}

/**
 * The pseudo-locale en-XA: every sentence accented, a third longer and in brackets, so that a text that bypassed i18n, or a
 * place too narrow for other languages, is seen at once. {{placeholders}} stay.
 */
export function pseudo<T extends Words>(words: T): T {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === 'string' ? sentence(value) : pseudo(value)]),
  ) as T
}

function sentence(text: string): string {
  if (text === '') return ''
  const accented = text
    .split(/(\{\{[^}]*\}\}|<[^>]*>)/)
    .map((part, index) => (index % 2 === 1 ? part : [...part].map((letter) => accents[letter] ?? letter).join('')))
    .join('')
  return `[${accented}${'·'.repeat(Math.ceil(text.length / 3))}]`
}
