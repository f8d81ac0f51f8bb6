import type { AccountId } from '#contract/account'
import type { Contact, ContactAddress, Group } from '#contract/people'
import type { Database } from './database.ts'

type ContactRow = {
  readonly id: string
  readonly aor: string
  readonly name: string
  readonly favourite: number
  readonly addresses: string
  readonly notes: string
  readonly photo: string | null
}

type GroupRow = {
  readonly id: string
  readonly name: string
  readonly place: number
  readonly parent_id: string | null
  readonly hand_order: string | null
}

/** The people of each account, as kept on this computer. */
export class RosterStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  contacts(accountId: AccountId): readonly Contact[] {
    const members = new Map<string, string[]>()
    const memberRows = this.#database.all<{ contact_id: string; group_id: string }>(
      `SELECT m.contact_id, m.group_id FROM contact_group_members m
         JOIN contacts c ON c.id = m.contact_id JOIN contact_groups g ON g.id = m.group_id
         WHERE c.account_id = ? ORDER BY g.place, g.id`,
      accountId,
    )
    for (const { contact_id, group_id } of memberRows) {
      const groupIds = members.get(contact_id)
      if (groupIds === undefined) members.set(contact_id, [group_id])
      else groupIds.push(group_id)
    }
    const sql = 'SELECT id, aor, name, favourite, addresses, notes, photo FROM contacts WHERE account_id = ?'
    return this.#database.all<ContactRow>(sql, accountId).map((row) => ({
      id: row.id,
      accountId,
      aor: row.aor,
      name: row.name,
      addresses: JSON.parse(row.addresses) as readonly ContactAddress[],
      groupIds: members.get(row.id) ?? [],
      favourite: row.favourite === 1,
      notes: row.notes,
      photo: row.photo,
    }))
  }

  groups(accountId: AccountId): readonly Group[] {
    const sql =
      'SELECT id, name, place, parent_id, hand_order FROM contact_groups WHERE account_id = ? ORDER BY place, id'
    return this.#database.all<GroupRow>(sql, accountId).map((row) => ({
      id: row.id,
      accountId,
      name: row.name,
      order: row.place,
      parentId: row.parent_id,
      handOrder: row.hand_order === null ? null : (JSON.parse(row.hand_order) as readonly string[]),
    }))
  }

  /** All of it, or nothing. */
  together<T>(work: () => T): T {
    return this.#database.transaction(work)
  }

  /** Adds the contact, or replaces the one with its id; with its groups, in one step. */
  saveContact(contact: Contact): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO contacts (id, account_id, aor, name, favourite, addresses, notes, photo)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET aor = excluded.aor, name = excluded.name, favourite = excluded.favourite,
             addresses = excluded.addresses, notes = excluded.notes, photo = excluded.photo`,
        contact.id,
        contact.accountId,
        contact.aor,
        contact.name,
        contact.favourite ? 1 : 0,
        JSON.stringify(contact.addresses),
        contact.notes,
        contact.photo,
      )
      this.#database.run('DELETE FROM contact_group_members WHERE contact_id = ?', contact.id)
      for (const groupId of contact.groupIds) {
        const sql = 'INSERT INTO contact_group_members (contact_id, group_id) VALUES (?, ?)'
        this.#database.run(sql, contact.id, groupId)
      }
    })
  }

  removeContact(id: string): void {
    this.#database.run('DELETE FROM contacts WHERE id = ?', id)
  }

  saveGroup(group: Group): void {
    this.#database.run(
      `INSERT INTO contact_groups (id, account_id, name, place, parent_id, hand_order) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place, parent_id = excluded.parent_id,
           hand_order = excluded.hand_order`,
      group.id,
      group.accountId,
      group.name,
      group.order,
      group.parentId,
      group.handOrder === null ? null : JSON.stringify(group.handOrder),
    )
  }

  /** Its members stay in the roster. */
  removeGroup(id: string): void {
    this.#database.run('DELETE FROM contact_groups WHERE id = ?', id)
  }

  /** Whoever was kept here before there were documents is in the document by now. */
  hasMoved(accountId: AccountId): boolean {
    return this.#database.get('SELECT 1 AS found FROM roster_documents WHERE account_id = ?', accountId) !== null
  }

  setMoved(accountId: AccountId): void {
    this.#database.run('INSERT OR IGNORE INTO roster_documents (account_id) VALUES (?)', accountId)
  }

  removeAccount(accountId: AccountId): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM contacts WHERE account_id = ?', accountId)
      this.#database.run('DELETE FROM contact_groups WHERE account_id = ?', accountId)
      this.#database.run('DELETE FROM roster_documents WHERE account_id = ?', accountId)
    })
  }
}
