import type { Database } from './database.ts'

/** The last good copy of each calendar, as its room wrote it. */
export class CalendarStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  load(id: string): { readonly marks: string; readonly texts: string } | null {
    return this.#database.get<{ marks: string; texts: string }>(
      'SELECT marks, texts FROM calendar_copies WHERE id = ?',
      id,
    )
  }

  save(id: string, { marks, texts }: { readonly marks: string; readonly texts: string }): void {
    this.#database.run(
      `INSERT INTO calendar_copies (id, marks, texts) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET marks = excluded.marks, texts = excluded.texts`,
      id,
      marks,
      texts,
    )
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM calendar_copies WHERE id = ?', id)
  }
}
