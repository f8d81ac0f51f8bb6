import type { EditDoes, EditSubject } from '#contract/server-documents'
import { type AddressBook, findGroup, type GroupRef, keysOf, type Person, type PersonRef, personRef } from './book.ts'
import type { RosterEdit } from './edits.ts'

/** Whom or what an edit is about, as the address book has it now, or had it before. */
export function subjectOf(edit: RosterEdit, book: AddressBook, before: AddressBook): EditSubject {
  const does = doesOf(edit)
  const person = (who: PersonRef, called = who.key): EditSubject => {
    const known = personIn(book, who) ?? personIn(before, who)
    return { kind: 'person', name: known ? nameOf(known) : called, does }
  }
  const group = (ref: GroupRef): EditSubject => {
    const known = findGroup(book.groups, ref) ?? findGroup(before.groups, ref)
    return { kind: 'group', name: known?.name ?? ref.path.at(-1) ?? '', does }
  }
  switch (edit.do) {
    case 'put-people':
    case 'restore-people': {
      const [first] = edit.people
      if (edit.people.length !== 1 || first === undefined) return { kind: 'people', count: edit.people.length }
      return person(personRef(first.person), nameOf(first.person))
    }
    case 'remove-people': {
      const [first] = edit.ids
      if (edit.ids.length !== 1 || first === undefined) return { kind: 'people', count: edit.ids.length }
      return person({ id: first, key: '' })
    }
    case 'join-many':
      return edit.who.length === 1 && edit.who[0] ? person(edit.who[0]) : { kind: 'people', count: edit.who.length }
    case 'remove-group':
      return group({ id: edit.id, path: [] })
    case 'put-group':
    case 'rename-group':
    case 'move-group':
    case 'order-by-name':
      return group(edit.group)
    default:
      return person(edit.who)
  }
}

function doesOf(edit: RosterEdit): EditDoes {
  switch (edit.do) {
    case 'put-people':
    case 'restore-people':
    case 'put-group':
      return 'adds'
    case 'remove-people':
    case 'remove-group':
      return 'removes'
    default:
      return 'changes'
  }
}

const personIn = ({ people }: AddressBook, { id, key }: PersonRef): Person | undefined =>
  people.get(id) ?? [...people.values()].find((each) => keysOf(each).includes(key))

/** The same in two, where it is about several. */
export function halvesOf(edit: RosterEdit): readonly [RosterEdit, RosterEdit] | null {
  switch (edit.do) {
    case 'put-people':
    case 'restore-people': {
      const [first, second] = halved(edit.people)
      return second.length === 0
        ? null
        : [
            { ...edit, people: first },
            { ...edit, people: second },
          ]
    }
    case 'remove-people': {
      const [first, second] = halved(edit.ids)
      return second.length === 0
        ? null
        : [
            { ...edit, ids: first },
            { ...edit, ids: second },
          ]
    }
    case 'join-many': {
      // Each time those named come before those who are there.
      const [first, second] = halved(edit.who)
      return second.length === 0
        ? null
        : [
            { ...edit, who: second },
            { ...edit, who: first },
          ]
    }
    default:
      return null
  }
}

const halved = <T>(all: readonly T[]): readonly [readonly T[], readonly T[]] => {
  const middle = Math.ceil(all.length / 2)
  return [all.slice(0, middle), all.slice(middle)]
}

const nameOf = (person: Person): string => person.name || (keysOf(person)[0] ?? '')
