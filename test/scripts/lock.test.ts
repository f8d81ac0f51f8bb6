import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from '../../scripts/lock.mjs'

let dir: string
let lock: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dialtone-lock-test-'))
  lock = join(dir, 'nested', 'lock')
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

function hold(pid: number) {
  mkdirSync(lock, { recursive: true })
  writeFileSync(join(lock, 'pid'), String(pid))
}

test('only one of many holds the lock, and each gets it in the end', async () => {
  let holders = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++holders)
    await new Promise((resolve) => setImmediate(resolve))
    holders--
    return 'done'
  }
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => withLock(lock, work, { poll: 1 })))
  expect(outcomes).toEqual(Array(8).fill('done'))
  expect(most).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

test('the lock of a process that has died is taken over', async () => {
  hold(spawnSync(process.execPath, ['--version']).pid)
  expect(await withLock(lock, () => 'mine', { poll: 1 })).toBe('mine')
})

test('the lock of a living process is waited for, and its holder named', async () => {
  hold(process.pid)
  const waiting: (number | null)[] = []
  const release = (pid: number | null) => {
    waiting.push(pid)
    rmSync(lock, { recursive: true })
  }
  expect(await withLock(lock, () => 'mine', { onWait: release, poll: 1 })).toBe('mine')
  expect(waiting).toEqual([process.pid])
})

test('the lock is given back when the work fails', async () => {
  const failing = withLock(lock, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})
