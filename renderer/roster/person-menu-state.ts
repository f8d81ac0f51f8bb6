import { createStore } from 'zustand/vanilla'
import { below, type MenuPlace } from '../components/menu.tsx'

/** Which person's or group's menu is open, and where. */
export type OpenMenu =
  /** in a group where it was opened on a row of the roster */
  | {
      readonly kind: 'person'
      readonly contactId: string
      readonly sectionId: string | null
      readonly place: MenuPlace
    }
  | { readonly kind: 'group'; readonly groupId: string; readonly place: MenuPlace }
  | { readonly kind: 'roster'; readonly place: MenuPlace }

export const menuStore = createStore<{ readonly menu: OpenMenu | null }>(() => ({ menu: null }))

export const openPersonMenu = (contactId: string, at: Element | MenuPlace, sectionId: string | null = null): void =>
  menuStore.setState({ menu: { kind: 'person', contactId, sectionId, place: at instanceof Element ? below(at) : at } })

export const openGroupMenu = (groupId: string, at: Element | MenuPlace): void =>
  menuStore.setState({ menu: { kind: 'group', groupId, place: at instanceof Element ? below(at) : at } })

export const openRosterMenu = (at: Element): void => menuStore.setState({ menu: { kind: 'roster', place: below(at) } })

export const closeMenu = (): void => menuStore.setState({ menu: null })
