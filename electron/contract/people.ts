import type { AccountId } from './account.ts'

/** A person in our list. */
export type Contact = {
  readonly id: string
  readonly accountId: AccountId
  readonly aor: string
  /** what the user calls the person; empty: use the address */
  readonly name: string
  readonly groupIds: readonly string[]
  readonly favourite: boolean
}

export type Group = {
  readonly id: string
  readonly accountId: AccountId
  readonly name: string
  readonly order: number
}
