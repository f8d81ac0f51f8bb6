import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function ownerOf(dir) {
  try {
    return Number(readFileSync(join(dir, 'pid'), 'utf8'))
  } catch {
    return null
  }
}

/** Renaming a prepared directory into place is atomic and carries its owner's process id with it. */
function tryTake(lock) {
  const mine = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`
  mkdirSync(mine, { recursive: true })
  writeFileSync(join(mine, 'pid'), String(process.pid))
  try {
    renameSync(mine, lock)
    return true
  } catch (error) {
    rmSync(mine, { recursive: true, force: true })
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST' || error.code === 'EPERM') return false
    throw error
  }
}

/** A lock whose owner has died is moved aside; if somebody else was quicker, theirs is put back. */
function clearStale(lock) {
  const owner = ownerOf(lock)
  if (owner === null || isAlive(owner)) return
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
    if (ownerOf(aside) === owner) rmSync(aside, { recursive: true, force: true })
    else renameSync(aside, lock)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

/** Runs `work` while no other process holds the directory `lock`. */
export async function withLock(lock, work, { onWait = () => {}, poll = 200 } = {}) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let waited = false; !tryTake(lock); waited = true) {
    clearStale(lock)
    if (!waited) onWait(ownerOf(lock))
    await delay(poll)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}
