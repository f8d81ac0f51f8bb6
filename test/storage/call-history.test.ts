import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { CallRecord } from '#contract/calls'
import { CallHistory } from '../../electron/storage/call-history.ts'
import { openDatabase } from '../../electron/storage/database.ts'
import { listeningLog } from './fixture.ts'

let history: CallHistory

beforeEach(async () => {
  const database = await openDatabase({ file: null, key: null, log: listeningLog() })
  history = new CallHistory(database)
  onTestFinished(() => database.close())
})

const record = (id: string, more: Partial<CallRecord> = {}): CallRecord => ({
  id,
  accountId: 'anna',
  direction: 'in',
  aor: 'maya@dialtone.test',
  displayName: 'Maya Okonkwo',
  at: 1_700_000_000_000,
  outcome: 'answered',
  seconds: 61,
  seen: true,
  ...more,
})

test('calls are listed newest first, of one account, whole', () => {
  const [first, second] = [record('1', { at: 5 }), record('2', { at: 9, displayName: null, seconds: null })]
  for (const each of [second, first, record('3', { accountId: 'work' })]) history.save(each)
  expect(history.list('anna')).toEqual([second, first])
  expect(history.list('anna', 1)).toEqual([second])
})

test('a call saved again replaces itself', () => {
  history.save(record('1'))
  history.save(record('1', { outcome: 'missed', seen: false }))
  expect(history.list('anna')).toEqual([record('1', { outcome: 'missed', seen: false })])
})

test('marking as seen tells which were not', () => {
  history.save(record('1'))
  history.save(record('2', { outcome: 'missed', seen: false }))
  history.save(record('3', { outcome: 'missed', seen: false, accountId: 'work' }))
  expect(history.markSeen('anna')).toEqual([record('2', { outcome: 'missed', seen: true })])
  expect(history.markSeen('anna')).toEqual([])
  expect(history.list('work')[0]?.seen).toBe(false)
})

test('a removed account leaves no calls', () => {
  history.save(record('1'))
  history.save(record('2', { accountId: 'work' }))
  history.removeAccount('anna')
  expect(history.list('anna')).toEqual([])
  expect(history.list('work')).toHaveLength(1)
})
