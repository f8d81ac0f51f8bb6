import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import FolderInput from 'lucide-react/icons/folder-input'
import { useTranslation } from 'react-i18next'
import type { MenuItem } from '../components/menu.tsx'
import { appStore } from '../store/store.ts'
import { setView, useView } from '../store/view.ts'
import { stepOf } from './drop.ts'
import { stepInList } from './moving.ts'
import { itemsOf, type RosterItem } from './order.ts'
import { order } from './roster.tsx'

const icon = { size: 15, 'aria-hidden': true } as const

const isFollowed = (item: RosterItem): boolean =>
  item.kind === 'person' && appStore.getState().contacts[item.contactId]?.followed === true

/** What dragging does, for the keyboard and for touch; only what is possible where the menu was opened. */
export function useMoveItems(key: string | null): readonly MenuItem[] {
  const { t } = useTranslation()
  const collapsed = useView((view) => view.collapsed)
  const { contacts, groups } = appStore.getState()
  const items = key === null ? [] : itemsOf(order.update(contacts, groups), collapsed)
  const index = items.findIndex((item) => item.key === key)
  const item = items[index]
  if (!item || item.section.kind === 'list' || isFollowed(item)) return []
  const step = (way: -1 | 1): readonly MenuItem[] =>
    stepOf(items, index, way) === null
      ? []
      : [
          {
            id: way < 0 ? 'up' : 'down',
            label: t(way < 0 ? 'people.moveUp' : 'people.moveDown'),
            icon: way < 0 ? <ArrowUp {...icon} /> : <ArrowDown {...icon} />,
            onSelect: () => {
              setView({ item: item.key })
              stepInList(items, index, way)
            },
          },
        ]
  // Who is in no group stays so while there is none.
  const elsewhere =
    Object.values(groups).filter(({ list }) => list === undefined).length >
    (item.section.kind === 'group' && item.kind === 'group' ? 1 : 0)
  return [
    ...step(-1),
    ...step(1),
    ...(elsewhere
      ? [
          {
            id: 'move',
            label: t('people.moveTo'),
            icon: <FolderInput {...icon} />,
            asks: true,
            onSelect: () => setView({ dialog: { kind: 'move', item: item.key } }),
          },
        ]
      : []),
  ]
}
