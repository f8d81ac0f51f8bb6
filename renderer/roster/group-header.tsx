import ChevronDown from 'lucide-react/icons/chevron-down'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { clockTime } from '../presence/times.ts'
import { now } from '../store/clock.ts'
import { useApp } from '../store/store.ts'
import { setView, toggleGroup } from '../store/view.ts'
import { indentOf } from './indent.ts'
import { ListMark } from './list-mark.tsx'
import { sectionName } from './moving.ts'
import { groupKey, type Section } from './order.ts'
import { openGroupMenu } from './person-menu-state.ts'
import { sectionCountSelector } from './section-count.ts'

type GroupHeaderProps = Readonly<{
  id: string
  section: Section
  open: boolean
  active: boolean
}>

export const GroupHeader = memo(function GroupHeader({ id, section, open, active }: GroupHeaderProps) {
  const { t } = useTranslation()
  const selector = useMemo(() => sectionCountSelector(section.everyone), [section.everyone])
  const count = useApp(selector)
  const name = sectionName(section)
  const failed = useApp(
    (state) => section.kind === 'list' && (state.groups[section.id]?.list?.failure ?? null) !== null,
  )
  const words =
    count.asOf !== null
      ? t('people.asOf', { time: clockTime({ t, now: now() }, count.asOf) })
      : count.total === 0
        ? t('people.groupEmpty')
        : t('people.freeOf', { free: count.free, total: count.total })
  const said = section.kind === 'list' ? `${name}, ${t(failed ? 'people.list.failed' : 'people.list.from')}` : name
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard and names this header by aria-activedescendant
    <div
      id={id}
      className={`rg${active ? ' act' : ''}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={section.level}
      aria-posinset={section.place}
      aria-setsize={section.of}
      aria-expanded={open}
      aria-selected={false}
      aria-label={t('people.group', { name: said, counted: words })}
      data-group={section.id}
      style={{ paddingInlineStart: 4 + indentOf(section.level) }}
      onClick={() => {
        setView({ item: groupKey(section.id) })
        toggleGroup(section.id)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        if (section.kind === 'group' || section.kind === 'list')
          openGroupMenu(section.id, { x: event.clientX, y: event.clientY })
      }}
    >
      <Chevron size={12} strokeWidth={2.25} aria-hidden="true" />
      <span className="ell">{name}</span> {section.kind === 'list' && <ListMark groupId={section.id} />}
      <span className="push num">{words}</span>
    </div>
  )
})
