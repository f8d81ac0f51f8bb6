import ChevronDown from 'lucide-react/icons/chevron-down'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clockTime } from '../presence/times.ts'
import { now } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { setView, toggleGroup } from '../store/view.ts'
import { groupKey, type Section } from './order.ts'
import { openGroupMenu } from './person-menu-state.ts'
import { sectionCountSelector } from './section-count.ts'

type GroupHeaderProps = Readonly<{
  id: string
  section: Section
  open: boolean
  place: number
  of: number
  active: boolean
}>

export const GroupHeader = memo(function GroupHeader({ id, section, open, place, of, active }: GroupHeaderProps) {
  const { t } = useTranslation()
  const selector = useMemo(() => sectionCountSelector(section.contactIds), [section.contactIds])
  const count = useApp(selector)
  const name =
    section.kind === 'favourites'
      ? t('people.favourites')
      : section.kind === 'others'
        ? t('people.others')
        : section.name
  const words =
    count.asOf === null
      ? t('people.freeOf', { free: count.free, total: count.total })
      : t('people.asOf', { time: clockTime({ t, now: now() }, count.asOf) })
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard and names this header by aria-activedescendant
    <div
      id={id}
      className={`rg${active ? ' act' : ''}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={1}
      aria-posinset={place}
      aria-setsize={of}
      aria-expanded={open}
      aria-selected={false}
      aria-label={t('people.group', { name, counted: words })}
      data-group={section.id}
      onClick={() => {
        setView({ item: groupKey(section.id) })
        toggleGroup(section.id)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        if (section.kind === 'group') openGroupMenu(section.id, { x: event.clientX, y: event.clientY })
      }}
    >
      <Chevron size={12} strokeWidth={2.25} aria-hidden="true" />
      <span className="ell">{name}</span> <span className="push num">{words}</span>
    </div>
  )
})
