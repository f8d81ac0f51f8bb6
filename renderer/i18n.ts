import i18next, { type i18n as I18n, type TFunction } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Failure } from '#contract/failure'
import { en } from '#contract/words/en'
import { pseudo } from '#contract/words/pseudo'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
    returnNull: false
  }
}

/** `t` of every screen: `t('people.addPerson')`. */
export type T = TFunction<'translation', undefined>

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** English is part of the bundle, so that this is ready before the first paint and no key is ever seen. */
export const i18n: I18n = i18next.createInstance()
void i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // What a person typed keeps its own direction inside our sentence (UAX 9): an Arabic name does not turn the words around it.
  interpolation: { escapeValue: true, escape: (text) => (rightToLeft.test(text) ? `\u2068${text}\u2069` : text) },
  initAsync: false,
  returnNull: false,
  // Some things need no words: their key must not stand there instead.
  returnEmptyString: true,
  react: { useSuspense: false },
})

/** `en`, or the pseudo-locale `en-XA` that shows what was missed; anything else reads English. */
export function setLanguage(language: string): void {
  if (i18n.language === language) return
  if (language === 'en-XA' && !i18n.hasResourceBundle('en-XA', 'translation'))
    i18n.addResourceBundle('en-XA', 'translation', pseudo(en))
  void i18n.changeLanguage(language)
  document.documentElement.lang = language
}

/** What went wrong in the words of words/en/failures.ts: what is, then what to do. */
export function failureText(t: T, failure: Failure): string {
  switch (failure.kind) {
    case 'certificate':
      return t(`failures.certificate.${failure.problem}`, { host: failure.host })
    case 'documents':
      return t(`failures.documents.${failure.problem}`, { where: failure.where })
    case 'calendar':
      return t(`failures.calendar.${failure.problem}`, { where: failure.where })
    case 'no-microphone':
      return t(`failures.no-microphone.${failure.problem}`)
    case 'invalid': {
      const field = failure.field
      switch (field) {
        case 'address':
        case 'server':
        case 'certificate':
        case 'list':
        case 'lists':
          return t(`failures.invalid.${field}`)
      }
      return t('failures.invalid.other')
    }
    default: {
      // The details of a failure are what its sentence names: the compiler cannot follow that through a union.
      const say = t as unknown as (key: string, values: Failure) => string
      return say(`failures.${failure.kind}`, failure)
    }
  }
}
