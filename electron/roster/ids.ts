import { randomUUID } from 'node:crypto'

/** Of a person, an address or a group. Starts with a letter, as an id in a document does (xs:ID). */
export const newId = (kind: 'p' | 'a' | 'g'): string => `${kind}${randomUUID()}`
