/** Letters that are more than a letter with an accent. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}

/** A name as it is looked up: whatever its capitals, accents and punctuation. "Saint-Étienne" is "saint etienne". */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => letters[letter] ?? letter)
    .replace(/['’‘`ʼʻ´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .normalize('NFC')

/** "Köln" is also written "Koeln", "København" "Koebenhavn"; null: there is no such way to write it. */
export function expanded(text: string): string | null {
  const other = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüøå]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' })[letter] ?? letter)
  return other === text.normalize('NFC').toLowerCase() ? null : folded(other)
}
