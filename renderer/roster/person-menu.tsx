import Bell from 'lucide-react/icons/bell'
import BellOff from 'lucide-react/icons/bell-off'
import BellRing from 'lucide-react/icons/bell-ring'
import Copy from 'lucide-react/icons/copy'
import Eye from 'lucide-react/icons/eye'
import Pencil from 'lucide-react/icons/pencil'
import Star from 'lucide-react/icons/star'
import Trash from 'lucide-react/icons/trash-2'
import UserPlus from 'lucide-react/icons/user-plus'
import { useTranslation } from 'react-i18next'
import { personKey } from '#contract/state'
import { Menu, type MenuItem, type MenuPlace } from '../components/menu.tsx'
import { act } from '../store/actions.ts'
import { nameOf, plainAddress } from '../store/selectors.ts'
import { appStore, useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { useMoveItems } from './move-items.tsx'
import { personItemKey } from './order.ts'
import { removePerson } from './removal.ts'

const icon = { size: 15, 'aria-hidden': true } as const

export function PersonMenu({
  contactId,
  sectionId,
  place,
  onClose,
}: Readonly<{ contactId: string; sectionId: string | null; place: MenuPlace; onClose: () => void }>) {
  const { t } = useTranslation()
  const contact = useApp((state) => state.contacts[contactId])
  const followed = useApp((state) =>
    contact ? (state.follows[personKey(contact.accountId, contact.aor)]?.mode ?? null) : null,
  )
  const moves = useMoveItems(sectionId === null ? null : personItemKey(sectionId, contactId))
  if (!contact) return null
  const name = nameOf(appStore.getState(), contact)
  const own = (item: MenuItem): readonly MenuItem[] => (contact.followed ? [] : [item])
  const follow = (mode: 'once' | 'always' | null) => ({
    id: `follow-${mode}`,
    label: t(mode === null ? 'people.followEnd' : mode === 'once' ? 'people.followOnce' : 'people.followAlways'),
    icon: mode === null ? <BellOff {...icon} /> : mode === 'once' ? <Bell {...icon} /> : <BellRing {...icon} />,
    onSelect: () => void act('presence.follow', { accountId: contact.accountId, aor: contact.aor, mode }),
  })
  return (
    <Menu
      label={t('people.moreFor', { name })}
      place={place}
      onClose={onClose}
      items={[
        ...own({
          id: 'favourite',
          label: contact.favourite ? t('people.removeFavourite') : t('people.addFavourite'),
          icon: <Star {...icon} />,
          onSelect: () => void act('people.change', { id: contact.id, favourite: !contact.favourite }),
        }),
        ...(contact.followed
          ? [
              {
                id: 'add',
                label: t('people.list.addPerson'),
                icon: <UserPlus {...icon} />,
                asks: true,
                onSelect: () => setView({ dialog: { kind: 'add-person', address: plainAddress(contact.aor) } }),
              },
            ]
          : []),
        ...(followed === 'once' ? [] : [follow('once')]),
        ...(followed === 'always' ? [] : [follow('always')]),
        ...(followed === null ? [] : [follow(null)]),
        ...own({
          id: 'edit',
          label: t('people.editPerson'),
          icon: <Pencil {...icon} />,
          asks: true,
          onSelect: () => setView({ dialog: { kind: 'edit-person', contactId } }),
        }),
        ...moves,
        {
          id: 'see-as',
          label: t('privacy.see.askMenu'),
          icon: <Eye {...icon} />,
          onSelect: () => setView({ dialog: { kind: 'see-as', accountId: contact.accountId, aor: contact.aor } }),
        },
        {
          id: 'copy',
          label: t('people.copyAddress'),
          icon: <Copy {...icon} />,
          onSelect: () => void act('app.copyText', { text: plainAddress(contact.aor) }),
        },
        ...own({
          id: 'remove',
          label: t('people.removePerson'),
          icon: <Trash {...icon} />,
          danger: true,
          onSelect: () => void removePerson(contact),
        }),
      ]}
    />
  )
}
