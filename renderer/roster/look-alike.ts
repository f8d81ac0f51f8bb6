import { createStore } from 'zustand/vanilla'
import type { AccountId } from '#contract/account'
import type { Duplicates } from '#contract/people'
import { bridge } from '../bridge.ts'
import { accountsOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'

/** People who may be one. Main finds them; what the user said of them is remembered here, by their ids alone. */
export type LookAlikes = Duplicates & { readonly accountId: AccountId }
export const lookAlikeStore = createStore<{ readonly sets: readonly LookAlikes[] }>(() => ({ sets: [] }))

export async function findLookAlikes(): Promise<void> {
  const sets: LookAlikes[] = []
  for (const { id: accountId } of accountsOf(appStore.getState())) {
    const found = await bridge.command('people.duplicates', { accountId })
    if (found.ok) sets.push(...found.value.map((each) => ({ ...each, accountId })))
  }
  const told = different()
  const open = sets.filter(({ ids }) => pairsOf(ids).some((pair) => !told.has(pair)))
  if (open.length > 0 || lookAlikeStore.getState().sets.length > 0) lookAlikeStore.setState({ sets: open })
}

/** They are different people, and are not shown together again. */
export function notTheSame(ids: readonly string[]): void {
  const all = [...different(), ...pairsOf(ids)]
  try {
    localStorage.setItem(key, JSON.stringify([...new Set(all)].slice(-most)))
  } catch {
    // Without a place to remember it is asked again at the next start.
  }
  const { sets } = lookAlikeStore.getState()
  lookAlikeStore.setState({ sets: sets.filter((set) => set.ids.join() !== ids.join()) })
}

const key = 'not-the-same'
const most = 5_000

function different(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.map(String) : [])
  } catch {
    return new Set()
  }
}

const pairsOf = (ids: readonly string[]): readonly string[] => {
  const sorted = ids.toSorted()
  return sorted.flatMap((one, index) => sorted.slice(index + 1).map((other) => `${one} ${other}`))
}
