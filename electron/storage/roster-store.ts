import type { AccountId } from '#contract/account'
import type { Contact, Group } from '#contract/people'
import type { Database } from './database.ts'

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
    const sql = 'SELECT id, aor, name, favourite FROM contacts WHERE account_id = ?'
    return this.#database
      .all<{ id: string; aor: string; name: string; favourite: number }>(sql, accountId)
      .map(({ id, aor, name, favourite }) => ({
        id,
        accountId,
        aor,
        name,
        groupIds: members.get(id) ?? [],
        favourite: favourite === 1,
      }))
  }

  groups(accountId: AccountId): readonly Group[] {
    const sql = 'SELECT id, name, place FROM contact_groups WHERE account_id = ? ORDER BY place, id'
    return this.#database
      .all<{ id: string; name: string; place: number }>(sql, accountId)
      .map(({ id, name, place }) => ({ id, accountId, name, order: place }))
  }

  /** Adds the contact, or replaces the one with its id; with its groups, in one step. */
  saveContact(contact: Contact): void {
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO contacts (id, account_id, aor, name, favourite) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET aor = excluded.aor, name = excluded.name, favourite = excluded.favourite`,
        contact.id,
        contact.accountId,
        contact.aor,
        contact.name,
        contact.favourite ? 1 : 0,
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
      `INSERT INTO contact_groups (id, account_id, name, place) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place`,
      group.id,
      group.accountId,
      group.name,
      group.order,
    )
  }

  /** Its members stay in the roster. */
  removeGroup(id: string): void {
    this.#database.run('DELETE FROM contact_groups WHERE id = ?', id)
  }

  removeAccount(accountId: AccountId): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM contacts WHERE account_id = ?', accountId)
      this.#database.run('DELETE FROM contact_groups WHERE account_id = ?', accountId)
    })
  }
}
