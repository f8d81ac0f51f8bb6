import { expect, test } from 'vitest'
import { en } from '#contract/words/en'
import { pseudo } from '#contract/words/pseudo'

type Words = { readonly [key: string]: string | Words }

const flat = (words: Words, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  )

const sentences = flat(en)
const places = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort((a, b) => a.localeCompare(b))

test('the pseudo-locale keeps every place to fill and marks every sentence', () => {
  const strange = new Map(flat(pseudo(en)))
  expect(strange.size).toBe(sentences.length)
  for (const [key, text] of sentences) {
    const shown = strange.get(key)!
    expect(places(shown)).toEqual(places(text))
    if (text === '') expect(shown).toBe('')
    else expect(shown.startsWith('[') && shown.endsWith(']')).toBe(true)
  }
})

test('no sentence shouts, apologises or begs', () => {
  const wrong = sentences.filter(([, text]) => /!|\boops\b|\bplease\b|\bsorry\b/i.test(text))
  expect(wrong).toEqual([])
})
