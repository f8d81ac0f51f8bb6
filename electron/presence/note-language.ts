import type { Settings } from '#contract/settings'
import type { Note } from '../documents/note.ts'

/**
 * Of notes that say the same in several languages (RFC 3863 4.1.6), the one for who reads these languages, the dearest first: by
 * the lookup of RFC 4647 3.4, then any kind of the language, then the one without a language, then the first.
 */
export function noteFor(notes: readonly Note[], languages: readonly string[]): Note | undefined {
  if (notes.length < 2) return notes[0]
  const tagged = notes.map((note) => ({ note, tag: note.lang?.toLowerCase() ?? '' }))
  for (const language of languages) {
    for (let range = language.toLowerCase(); range !== ''; range = shorter(range)) {
      const found = tagged.find(({ tag }) => tag === range) ?? tagged.find(({ tag }) => tag.startsWith(`${range}-`))
      if (found !== undefined) return found.note
    }
  }
  return notes.find((note) => note.lang === null || note.lang === '') ?? notes[0]
}

/** zh-Hant-TW, zh-Hant, zh; a single letter goes with what follows it. */
function shorter(range: string): string {
  const cut = range.slice(0, Math.max(0, range.lastIndexOf('-')))
  return /-[a-z0-9]$/.test(cut) ? cut.slice(0, -2) : cut
}

/** Asked for each document of a crowd: the system's is looked up once, which takes as long as reading ten of them. */
const systemLanguage = Intl.DateTimeFormat().resolvedOptions().locale

/** That of his own notes, of the app, and of his system. */
export const readLanguages = ({ language, shared }: Settings): readonly string[] =>
  shared.noteLanguage === null ? [language, systemLanguage] : [shared.noteLanguage, language, systemLanguage]
