import type { AccountId } from '#contract/account'
import type { Contact, ContactAddress, Group } from '#contract/people'
import type { Database } from './database.ts'

/** id, aor, name, favourite, addresses, notes, photo */
type ContactRow = readonly [string, string, string, number, string, string, string | null]

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

  /**
   * In the order in which they came. Each list is read as one JSON text: row by row, ten thousand people took four times as long,
   * and everybody waits for them at the start.
   */
  contacts(accountId: AccountId): readonly Contact[] {
    const groupIds = this.#groupIds(accountId)
    // Nearly all of the table is wanted: an index would only lead back and forth in it.
    const sql = `SELECT json_group_array(json_array(id, aor, name, favourite, addresses, notes, photo)) AS list
      FROM contacts WHERE +account_id = ?`
    const rows = JSON.parse(this.#database.get<{ list: string }>(sql, accountId)?.list ?? '[]') as readonly ContactRow[]
    const addresses = JSON.parse(`[${rows.map((row) => row[4]).join()}]`) as readonly (readonly ContactAddress[])[]
    return rows.map(([id, aor, name, favourite, _addresses, notes, photo], index) => ({
      id,
      accountId,
      aor,
      name,
      addresses: addresses[index] ?? [],
      groupIds: groupIds.get(id) ?? [],
      favourite: favourite === 1,
      notes,
      photo,
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

  /** By contact, in the order of the groups. */
  #groupIds(accountId: AccountId): ReadonlyMap<string, readonly string[]> {
    const sql = `SELECT g.id AS id, json_group_array(m.contact_id) AS members
      FROM contact_groups g JOIN contact_group_members m ON m.group_id = g.id
      WHERE g.account_id = ? GROUP BY g.place, g.id ORDER BY g.place, g.id`
    const found = new Map<string, string[]>()
    for (const { id, members } of this.#database.all<{ id: string; members: string }>(sql, accountId)) {
      for (const contactId of JSON.parse(members) as readonly string[]) {
        const known = found.get(contactId)
        if (known === undefined) found.set(contactId, [id])
        else known.push(id)
      }
    }
    return found
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
