import i18next, { type TFunction } from 'i18next'
import { en } from '#contract/words/en'
import { pseudo } from '#contract/words/pseudo'

/** The words of tray, notifications and menus: the same catalogue as the screens. */
export function wordsIn(language: string): TFunction {
  const instance = i18next.createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, 'en-XA': { translation: pseudo(en) } },
  })
  return instance.t
}
