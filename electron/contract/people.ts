import type { AccountId } from './account.ts'
import type { Failure } from './failure.ts'

/** One way to reach a person: a sip:, sips:, tel: or mailto: address. */
export type ContactAddress = {
  readonly id: string
  readonly uri: string
  /** the user's own word; `work`, `home` and `mobile` are shown in his language */
  readonly label: string | null
}

/** A person in our list. */
export type Contact = {
  readonly id: string
  readonly accountId: AccountId
  /** of the default address, the first that can be called: presence, chats and calls go there */
  readonly aor: string
  /** what the user calls the person; empty: use the address */
  readonly name: string
  /** the default first; never empty */
  readonly addresses: readonly ContactAddress[]
  readonly groupIds: readonly string[]
  readonly favourite: boolean
  /** the user's own, about the person; empty: none */
  readonly notes: string
  /** the picture the user chose: a path of app://main */
  readonly photo: string | null
  /** known only through a list of somebody else: seen and called, and not the user's own to change */
  readonly followed?: true
}

export type Group = {
  readonly id: string
  readonly accountId: AccountId
  readonly name: string
  /** among the groups of the same parent */
  readonly order: number
  /** the group it is part of */
  readonly parentId: string | null
  /** the people in the order of the user's hand; null: by name. Whoever is not in it comes after, by name. */
  readonly handOrder: readonly string[] | null
  /** its people stand in a list of somebody else, and are read only here */
  readonly list?: FollowedList
}

/** A list that stands elsewhere (RFC 4826 3.3). */
export type FollowedList = {
  /** where it stands */
  readonly address: string
  /** contacts, the user's own and those known through it alone */
  readonly contactIds: readonly string[]
  /** people who are left out, because there are too many */
  readonly left: number
  /** when it was last read; null: never */
  readonly readAt: number | null
  /** why it cannot be read now: then it is as it was */
  readonly failure: Failure | null
  /** added here, so that it can be left here */
  readonly own: boolean
}

/** For a change: an address with an id stays that one, one without is new. */
export type AddressDraft = { readonly id?: string; readonly uri: string; readonly label: string | null }

/** Given back to people.restore; good until the app ends. */
export type Undo = { readonly undo: string }

/** vCard 4 (3 and 2.1 are read too); tables as we, Google and Outlook write them; RFC 4826. */
export type PeopleFormat = 'vcard' | 'csv' | 'resource-lists'

/** What an import would do. Nothing is done before people.importCommit. */
export type ImportPreview = {
  readonly id: string
  readonly format: PeopleFormat
  readonly people: readonly ImportedPerson[]
  /** those without an address that can be called */
  readonly skipped: number
}

export type ImportedPerson = {
  readonly key: string
  readonly name: string
  readonly addresses: readonly { readonly uri: string; readonly label: string | null }[]
  /** "Team / Night" is a group in a group */
  readonly groups: readonly string[]
  /** same: everything about them is here already */
  readonly effect: 'add' | 'merge' | 'same'
  /** the contact they are merged into */
  readonly into: string | null
}

/** Contacts who may be one person. */
export type Duplicates = { readonly reason: 'address' | 'name'; readonly ids: readonly string[] }
