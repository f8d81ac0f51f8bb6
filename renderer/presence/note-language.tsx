import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** In which people write, most of them; one more is listed where it is in use. */
const languages = (
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ' +
  'ky lo lt lv mk ml mn mr ms mt my nb ne nl nn pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tr uk ur uz vi yo zh ' +
  'zh-Hant zu'
).split(' ')

/** By name, in the language of the app. A tag that has no name stands for itself. */
function namedLanguages(language: string, used: string): readonly { tag: string; name: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'language' })
  const nameOf = (tag: string): string => {
    try {
      return names.of(tag) ?? tag
    } catch {
      return tag
    }
  }
  const tags = languages.includes(used) ? languages : [...languages, used]
  const { compare } = new Intl.Collator(language)
  return tags.map((tag) => ({ tag, name: nameOf(tag) })).sort((a, b) => compare(a.name, b.name))
}

/** Beside the note that it is about: said to the others with it, so that it is read aloud and translated right. */
export function NoteLanguage({ value, onChange }: Readonly<{ value: string; onChange: (tag: string) => void }>) {
  const { t, i18n } = useTranslation()
  const named = useMemo(() => namedLanguages(i18n.language, value), [i18n.language, value])
  return (
    <select
      className="note-language"
      aria-label={t('presence.editor.noteLanguage')}
      title={t('presence.editor.noteLanguage')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {named.map(({ tag, name }) => (
        <option key={tag} value={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}
