import { useStore } from 'zustand'
import { GroupMenu, RosterMenu } from './group-menus.tsx'
import { PersonMenu } from './person-menu.tsx'
import { closeMenu, menuStore } from './person-menu-state.ts'

/** The one menu that may be open over the roster. */
export default function RosterMenus() {
  const menu = useStore(menuStore, (state) => state.menu)
  switch (menu?.kind) {
    case undefined:
      return null
    case 'person':
      return <PersonMenu contactId={menu.contactId} sectionId={menu.sectionId} place={menu.place} onClose={closeMenu} />
    case 'group':
      return <GroupMenu groupId={menu.groupId} place={menu.place} onClose={closeMenu} />
    case 'roster':
      return <RosterMenu place={menu.place} onClose={closeMenu} />
  }
}
