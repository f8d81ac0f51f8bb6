import './dialogs.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Option, Select } from '../components/select.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { nameOf } from '../store/selectors.ts'
import { appStore } from '../store/store.ts'
import { closeDialog } from '../store/view.ts'
import type { Placing } from './drop.ts'
import { place } from './moving.ts'
import { itemsOf, type RosterItem, type Section } from './order.ts'
import { order } from './roster.tsx'

/** No group has this id. */
const none = ''

/** "Move to…": another group for a person, another place in the tree for a group. */
export function MoveDialog({ itemKey }: Readonly<{ itemKey: string }>) {
  const { t } = useTranslation()
  const [{ item, sections, accountId }] = useState(() => {
    const { contacts, groups } = appStore.getState()
    const sections = order.update(contacts, groups)
    const item = itemsOf(sections, new Set()).find(({ key }) => key === itemKey)
    const own = item?.kind === 'person' ? contacts[item.contactId] : groups[item?.section.id ?? '']
    return { item, sections, accountId: own?.accountId }
  })
  const options = item ? targets(item, sections, (id) => appStore.getState().groups[id]?.accountId === accountId) : []
  const [to, setTo] = useState(options[0]?.id ?? none)
  if (!item) return null

  const words: Option<string>[] = options.map(({ id, name, level }) => ({
    value: id,
    label: `${'\u2003'.repeat(level - 1)}${id === none ? t(item.kind === 'person' ? 'people.noGroup' : 'people.topLevel') : name}`,
  }))
  const state = appStore.getState()
  const contact = item.kind === 'person' ? state.contacts[item.contactId] : undefined
  const name = contact ? nameOf(state, contact) : item.section.name
  const move = async (): Promise<void> => {
    const placing = placingOf(item, sections, to)
    if (placing && (await place(placing))) closeDialog()
  }
  return (
    <FormDialog
      title={t('people.move.title', { name })}
      action={t('people.move.action')}
      disabled={options.length === 0}
      onSubmit={() => void move()}
      onClose={closeDialog}
    >
      <Select label={t('people.move.to')} value={to} options={words} onChange={setTo} />
    </FormDialog>
  )
}

type Target = { readonly id: string; readonly name: string; readonly level: number }

/** Everywhere but where it is; a group also not into itself. */
function targets(item: RosterItem, sections: readonly Section[], isOwn: (id: string) => boolean): readonly Target[] {
  const here = item.kind === 'person' ? item.section.id : item.section.parentId
  const out: Target[] = []
  const nowhere = { id: none, name: '', level: 1 }
  if (item.kind === 'person' ? item.section.kind !== 'others' : item.section.parentId !== null) out.push(nowhere)
  let inside = Number.POSITIVE_INFINITY
  for (const section of sections) {
    if (section.level <= inside) inside = Number.POSITIVE_INFINITY
    if (item.kind === 'group' && section.id === item.section.id) inside = section.level
    if (section.kind !== 'group' || section.level > inside || section.id === here || !isOwn(section.id)) continue
    if (item.kind === 'group' && section.id === item.section.id) continue
    out.push({ id: section.id, name: section.name, level: section.level })
  }
  return out
}

function placingOf(item: RosterItem, sections: readonly Section[], to: string): Placing | null {
  if (item.kind === 'group')
    return { kind: 'group', groupId: item.section.id, parentId: to === none ? null : to, before: null }
  const section = sections.find(({ id }) => id === to)
  const nowhere: Section = { ...item.section, id: 'others', kind: 'others', name: '' }
  return section || to === none
    ? { kind: 'person', contactId: item.contactId, from: item.section, to: section ?? nowhere }
    : null
}
