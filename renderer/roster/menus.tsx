import Bell from 'lucide-react/icons/bell'
import BellOff from 'lucide-react/icons/bell-off'
import BellRing from 'lucide-react/icons/bell-ring'
import Copy from 'lucide-react/icons/copy'
import Pencil from 'lucide-react/icons/pencil'
import Star from 'lucide-react/icons/star'
import Trash from 'lucide-react/icons/trash-2'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { personKey } from '#contract/state'
import { Menu, type MenuPlace } from '../components/menu.tsx'
import { act } from '../store/actions.ts'
import { nameOf, plainAddress } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { closeMenu, menuStore } from './person-menu-state.ts'
import { removeGroup, removePerson } from './removal.ts'

/** The one menu that may be open over the roster. */
export default function RosterMenus() {
  const menu = useStore(menuStore, (state) => state.menu)
  if (!menu) return null
  return menu.kind === 'person' ? (
    <PersonMenu contactId={menu.contactId} place={menu.place} />
  ) : (
    <GroupMenu groupId={menu.groupId} place={menu.place} />
  )
}

function PersonMenu({ contactId, place }: Readonly<{ contactId: string; place: MenuPlace }>) {
  const { t } = useTranslation()
  const contact = useApp((state) => state.contacts[contactId])
  const followed = useApp((state) =>
    contact ? (state.follows[personKey(contact.accountId, contact.aor)]?.mode ?? null) : null,
  )
  if (!contact) return null
  const name = nameOf(appStore.getState(), contact)
  const follow = (mode: 'once' | 'always' | null) => ({
    id: `follow-${mode}`,
    label: t(mode === null ? 'people.followEnd' : mode === 'once' ? 'people.followOnce' : 'people.followAlways'),
    icon:
      mode === null ? (
        <BellOff size={15} aria-hidden="true" />
      ) : mode === 'once' ? (
        <Bell size={15} aria-hidden="true" />
      ) : (
        <BellRing size={15} aria-hidden="true" />
      ),
    onSelect: () => void act('presence.follow', { accountId: contact.accountId, aor: contact.aor, mode }),
  })
  return (
    <Menu
      label={t('people.moreFor', { name })}
      place={place}
      onClose={closeMenu}
      items={[
        {
          id: 'favourite',
          label: contact.favourite ? t('people.removeFavourite') : t('people.addFavourite'),
          icon: <Star size={15} aria-hidden="true" />,
          onSelect: () => void act('people.change', { id: contact.id, favourite: !contact.favourite }),
        },
        ...(followed === 'once' ? [] : [follow('once')]),
        ...(followed === 'always' ? [] : [follow('always')]),
        ...(followed === null ? [] : [follow(null)]),
        {
          id: 'edit',
          label: t('people.editPerson'),
          icon: <Pencil size={15} aria-hidden="true" />,
          onSelect: () => setView({ dialog: { kind: 'edit-person', contactId } }),
        },
        {
          id: 'copy',
          label: t('people.copyAddress'),
          icon: <Copy size={15} aria-hidden="true" />,
          onSelect: () => void act('app.copyText', { text: plainAddress(contact.aor) }),
        },
        {
          id: 'remove',
          label: t('people.removePerson'),
          icon: <Trash size={15} aria-hidden="true" />,
          danger: true,
          onSelect: () => void removePerson(contact),
        },
      ]}
    />
  )
}

function GroupMenu({ groupId, place }: Readonly<{ groupId: string; place: MenuPlace }>) {
  const { t } = useTranslation()
  const group = useApp((state) => state.groups[groupId])
  if (!group) return null
  return (
    <Menu
      label={t('people.groupMenu', { name: group.name })}
      place={place}
      onClose={closeMenu}
      items={[
        {
          id: 'rename',
          label: t('people.renameGroup'),
          icon: <Pencil size={15} aria-hidden="true" />,
          onSelect: () => setView({ dialog: { kind: 'rename-group', groupId } }),
        },
        {
          id: 'remove',
          label: t('people.removeGroup'),
          icon: <Trash size={15} aria-hidden="true" />,
          danger: true,
          onSelect: () => void removeGroup(group),
        },
      ]}
    />
  )
}
