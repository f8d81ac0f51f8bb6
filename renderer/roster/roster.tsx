import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { personKey } from '#contract/state'
import { bestWay } from '../store/actions.ts'
import { nameOf, plainAddress } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { setView, showPerson, toggleGroup, useView, viewStore } from '../store/view.ts'
import { useRosterDrag } from './drag.ts'
import { DragGhost, DropMark } from './drag-marks.tsx'
import { GroupHeader } from './group-header.tsx'
import { stepInList } from './moving.ts'
import { itemsOf, personItemKey, type RosterItem, RosterOrder, type Section } from './order.ts'
import { openGroupMenu, openPersonMenu } from './person-menu-state.ts'
import { leaveList, removeGroup, removePerson } from './removal.ts'
import { ContactRow } from './row.tsx'
import { treeStep, typeAhead } from './tree-keys.ts'
import { markUsable } from './usable.ts'

const groupHeight = 30
const rowHeight = 50
const openedHeight = 112
/** selection follows the keyboard when it rests, so that passing over somebody does not open their chat */
const restMs = 220
const typeAheadMs = 700

const elementId = (key: string): string => `roster-${key.replace(/[^\w-]/g, '_')}`

export const order = new RosterOrder()

/** The people, as a tree of groups. Only what is in sight is in the DOM. */
export const Roster = memo(function Roster() {
  const { t } = useTranslation()
  const contacts = useApp((state) => state.contacts)
  const groups = useApp((state) => state.groups)
  const ready = useApp((state) => state.ready)
  const collapsed = useView((view) => view.collapsed)
  const person = useView((view) => view.person)
  const activeKey = useView((view) => view.item)
  const compact = useView((view) => view.width === 'compact')

  const sections = useMemo(() => order.update(contacts, groups), [contacts, groups])
  const items = useMemo(() => itemsOf(sections, collapsed), [sections, collapsed])
  const scroller = useRef<HTMLDivElement>(null)
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const typed = useRef({ text: '', at: 0 })
  const place = useRef(-1)
  const following = useRef(false)

  const selectedId = person && contactIdOf(items, person)
  const activeIndex = activeKey ? items.findIndex((item) => item.key === activeKey) : -1

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const item = items[index]
      if (item?.kind === 'group') return groupHeight
      return compact && item?.contactId === selectedId ? openedHeight : rowHeight
    },
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 6,
    initialRect: { width: 304, height: window.innerHeight },
  })

  useLayoutEffect(() => {
    if (ready) markUsable()
  }, [ready])
  useEffect(() => () => clearTimeout(rest.current), [])
  useEffect(() => {
    if (activeIndex >= 0) {
      place.current = activeIndex
      // What was moved stays in sight.
      if (following.current) virtual.scrollToIndex(activeIndex)
    } else if (place.current >= 0) {
      // What had the keyboard is gone: what took its place has it.
      const next = items[Math.min(place.current, items.length - 1)]
      if (next) setView({ item: next.key })
    }
    following.current = false
  }, [items, activeIndex, virtual])

  const press = useCallback((contactId: string, sectionId: string): void => {
    const contact = appStore.getState().contacts[contactId]
    if (!contact) return
    const view = viewStore.getState()
    clearTimeout(rest.current)
    setView({ item: personItemKey(sectionId, contactId) })
    const again = view.width === 'compact' && view.person?.aor === contact.aor
    if (again) setView({ person: null })
    else showPerson({ accountId: contact.accountId, aor: contact.aor }, false)
  }, [])

  const take = useRosterDrag(scroller, items)

  const moveTo = (index: number): void => {
    const item = items[index]
    if (!item) return
    setView({ item: item.key })
    virtual.scrollToIndex(index)
    clearTimeout(rest.current)
    if (item.kind !== 'person') return
    rest.current = setTimeout(() => {
      const contact = appStore.getState().contacts[item.contactId]
      if (contact) showPerson({ accountId: contact.accountId, aor: contact.aor }, false)
    }, restMs)
  }

  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return
    if (event.altKey) {
      const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
      if (step === null) return
      event.preventDefault()
      following.current = stepInList(items, activeIndex, step)
      return
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 500) / rowHeight) - 1)
    const step = treeStep(items, activeIndex, event.key, event.shiftKey, page)
    if (step) {
      event.preventDefault()
      if (step.kind === 'move') moveTo(step.index)
      else if (step.kind === 'fold') toggleGroup(step.sectionId, step.open)
      else if (step.kind === 'best') best(step.contactId)
      else if (step.kind === 'menu') openMenuAt(items[step.index])
      else if (step.kind === 'edit') editItem(items[step.index])
      else removeItem(items[step.index])
    } else if (event.key.length === 1 && /\S/.test(event.key)) {
      const at = Date.now()
      const text = at - typed.current.at < typeAheadMs ? typed.current.text + event.key : event.key
      typed.current = { text, at }
      const index = typeAhead(
        items.map((item) => itemName(item)),
        activeIndex,
        text,
      )
      if (index >= 0) moveTo(index)
    }
  }

  const best = (contactId: string): void => {
    const state = appStore.getState()
    const contact = state.contacts[contactId]
    if (contact) bestWay(contact, state.presentities[personKey(contact.accountId, contact.aor)])
  }

  return (
    <div
      ref={scroller}
      className="rlist"
      role="tree"
      data-pane-start
      aria-label={t('common.roster')}
      tabIndex={0}
      aria-activedescendant={activeIndex >= 0 && activeKey ? elementId(activeKey) : undefined}
      onKeyDown={onKeyDown}
      onPointerDown={take}
      onFocus={(event) => {
        if (event.target !== event.currentTarget || activeIndex >= 0) return
        const first = selectedId
          ? items.findIndex((item) => item.kind === 'person' && item.contactId === selectedId)
          : 0
        const item = items[Math.max(0, first)]
        if (item) setView({ item: item.key })
      }}
    >
      <div className="rlist-all" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((place) => {
          const item = items[place.index]
          if (!item) return null
          return (
            <div
              key={place.key}
              ref={virtual.measureElement}
              data-index={place.index}
              className="rlist-item"
              style={{ transform: `translateY(${place.start}px)` }}
            >
              {item.kind === 'group' ? (
                <GroupHeader
                  id={elementId(item.key)}
                  section={item.section}
                  open={item.open}
                  active={item.key === activeKey}
                />
              ) : (
                <ContactRow
                  id={elementId(item.key)}
                  contactId={item.contactId}
                  sectionId={item.section.id}
                  level={item.section.level + 1}
                  place={item.place}
                  of={item.of}
                  selected={item.contactId === selectedId}
                  active={item.key === activeKey}
                  opened={compact && item.contactId === selectedId}
                  onPress={press}
                  onMenu={openPersonMenu}
                />
              )}
            </div>
          )
        })}
        <DropMark />
      </div>
      <DragGhost />
    </div>
  )
})

function contactIdOf(items: readonly RosterItem[], person: { accountId: string; aor: string }): string | null {
  const { contacts } = appStore.getState()
  for (const item of items) {
    if (item.kind !== 'person') continue
    const contact = contacts[item.contactId]
    if (contact?.aor === person.aor && contact.accountId === person.accountId) return contact.id
  }
  return null
}

function itemName(item: RosterItem): string {
  if (item.kind === 'group') return item.section.name
  const state = appStore.getState()
  const contact = state.contacts[item.contactId]
  return contact ? nameOf(state, contact) : ''
}

function openMenuAt(item: RosterItem | undefined): void {
  if (!item) return
  const element = document.getElementById(elementId(item.key))
  if (!element) return
  if (item.kind === 'person') openPersonMenu(item.contactId, element, item.section.id)
  else if (item.section.kind === 'group' || item.section.kind === 'list') openGroupMenu(item.section.id, element)
}

function editItem(item: RosterItem | undefined): void {
  if (item?.kind === 'person') {
    const contact = appStore.getState().contacts[item.contactId]
    if (contact?.followed) setView({ dialog: { kind: 'add-person', address: plainAddress(contact.aor) } })
    else setView({ dialog: { kind: 'edit-person', contactId: item.contactId } })
  } else if (item?.section.kind === 'list') setView({ dialog: { kind: 'list', groupId: item.section.id } })
  else if (item?.section.kind === 'group') setView({ dialog: { kind: 'rename-group', groupId: item.section.id } })
}

function removeItem(item: RosterItem | undefined): void {
  if (!item) return
  const { contacts, groups } = appStore.getState()
  const contact = item.kind === 'person' ? contacts[item.contactId] : undefined
  const group = item.kind === 'group' ? groups[item.section.id] : undefined
  if (contact && !contact.followed) void removePerson(contact)
  else if (group?.list) void leaveList(group)
  else if (group) void removeGroup(group)
}

function openAround(section: Section, sections: readonly Section[]): void {
  for (let at: Section | undefined = section; at; at = sections.find(({ id }) => id === at?.parentId))
    toggleGroup(at.id, true)
}

/** The next person after the keyboard's place who is free now. */
export function nextFree(): void {
  const state = appStore.getState()
  const sections = order.update(state.contacts, state.groups)
  const items = itemsOf(sections, new Set())
  const now = items.findIndex((item) => item.key === viewStore.getState().item)
  for (let step = 1; step <= items.length; step++) {
    const item = items[(now + step + items.length) % items.length]
    if (item?.kind !== 'person') continue
    const contact = state.contacts[item.contactId]
    const person = contact && state.presentities[personKey(contact.accountId, contact.aor)]
    if (!contact || person?.knowledge.kind !== 'current' || person.availability !== 'available') continue
    openAround(item.section, sections)
    setView({ tab: 'people', search: '', item: item.key })
    showPerson({ accountId: contact.accountId, aor: contact.aor }, false)
    return
  }
}
