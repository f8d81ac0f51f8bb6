import { afterEach, expect, test } from 'vitest'
import { failureText, i18n, setLanguage } from '../../renderer/i18n.ts'

afterEach(() => setLanguage('en'))

test('a name from right to left keeps its direction inside a sentence, any other name stands as it is', () => {
  expect(i18n.t('people.call', { name: 'לואיס' })).toBe('Call \u2068לואיס\u2069')
  expect(i18n.t('people.call', { name: 'لويس أورتيغا' })).toBe('Call \u2068لويس أورتيغا\u2069')
  expect(i18n.t('people.call', { name: 'Zoë <b>O’Neill</b>' })).toBe('Call Zoë <b>O’Neill</b>')
})

test('too much for the server is said of whatever it is: people, groups or rules', () => {
  const text = failureText(i18n.t, { kind: 'documents', problem: 'too-large', where: '4 MB', detail: '' })
  expect(text).toContain('4 MB')
  expect(text).not.toContain('contacts')
})
