const tints = ['a', 'b', 'c', 'd', 'e', 'f'] as const

/** The same person has the same tint everywhere. */
export function tintOf(address: string): (typeof tints)[number] {
  let hash = 7
  for (let i = 0; i < address.length; i++) hash = (hash * 31 + address.charCodeAt(i)) >>> 0
  return tints[hash % tints.length]!
}

/** Maya Okonkwo: MO; northwind: N; +1 415: #. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^sips?:/i, '')
    .replace(/@.*$/, '')
    .split(/[\s._-]+/)
    .filter((word) => /\p{L}/u.test(word))
  const first = words[0]
  if (!first) return '#'
  const last = words.length > 1 ? words[words.length - 1]! : ''
  const letter = (word: string): string => [...word].find((char) => /\p{L}/u.test(char))?.toUpperCase() ?? ''
  return letter(first) + letter(last)
}
