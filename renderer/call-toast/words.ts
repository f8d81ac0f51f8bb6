import i18next from 'i18next'
import { en } from '#contract/words/en'
import { pseudo } from '#contract/words/pseudo'
import type { T } from '../i18n.ts'

/** The same words as the window's, without React: this page exists only while something rings and has to be small. */
export function wordsIn(language: string): T {
  const instance = i18next.createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    resources: {
      en: { translation: en },
      ...(language === 'en-XA' ? { 'en-XA': { translation: pseudo(en) } } : {}),
    },
  })
  return instance.t as T
}
