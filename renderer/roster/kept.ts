import type { EditSubject, ServerDocuments } from '#contract/server-documents'
import { failureText, type T } from '../i18n.ts'

/** Where the people are kept, in a sentence; null while that is not known. */
export function keptWords(t: T, documents: ServerDocuments | undefined): string | null {
  const state = documents?.documents['resource-lists']
  switch (state?.kind) {
    case undefined:
      return documents?.server.kind === 'none' ? t('people.kept.local') : null
    case 'local':
      return t('people.kept.local')
    case 'saved':
      return t('people.kept.saved')
    case 'saving':
      return t('people.kept.saving')
    case 'waiting':
      return state.failure === null
        ? t('people.kept.waitingForLink')
        : t('people.kept.waiting', { reason: failureText(t, state.failure) })
    case 'refused':
      return t('people.kept.refused', { reason: failureText(t, state.failure) })
  }
}

/** For the roster: only what is not as it should be, in few words. */
export function keptWrong(t: T, documents: ServerDocuments | undefined): string | null {
  const state = documents?.documents['resource-lists']
  const [first, ...more] = documents?.refused ?? []
  if (first !== undefined)
    return more.length === 0 ? notTaken(t, first.subject) : t('people.kept.notTaken.more', { count: more.length + 1 })
  if (state?.kind === 'refused') return t('people.kept.refusedShort')
  return state?.kind === 'waiting' && state.failure !== null ? t('people.kept.waitingShort') : null
}

/** Of an edit that holds on this computer alone. */
export function notTaken(t: T, subject: EditSubject): string {
  switch (subject.kind) {
    case 'person':
      return t(`people.kept.notTaken.person.${subject.does}`, { name: subject.name })
    case 'people':
      return t('people.kept.notTaken.people', { count: subject.count })
    case 'group':
      return t(`people.kept.notTaken.group.${subject.does}`, { name: subject.name })
    case 'list':
      return t('people.kept.notTaken.list', { name: subject.name })
    case 'privacy':
      return t('people.kept.notTaken.privacy')
  }
}
