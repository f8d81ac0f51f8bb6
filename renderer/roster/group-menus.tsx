import ArrowDownAZ from 'lucide-react/icons/arrow-down-a-z'
import Download from 'lucide-react/icons/download'
import FolderPlus from 'lucide-react/icons/folder-plus'
import Info from 'lucide-react/icons/info'
import Link2 from 'lucide-react/icons/link-2'
import Pencil from 'lucide-react/icons/pencil'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import Trash from 'lucide-react/icons/trash-2'
import Upload from 'lucide-react/icons/upload'
import Users from 'lucide-react/icons/users'
import { useTranslation } from 'react-i18next'
import type { FollowedList, Group } from '#contract/people'
import { Menu, type MenuItem, type MenuPlace } from '../components/menu.tsx'
import type { T } from '../i18n.ts'
import { act } from '../store/actions.ts'
import { mainAccountId } from '../store/selectors.ts'
import { useApp } from '../store/store.ts'
import { setView } from '../store/view.ts'
import { findLookAlikes } from './look-alike.ts'
import { useMoveItems } from './move-items.tsx'
import { groupKey } from './order.ts'
import { leaveList, removeGroup } from './removal.ts'

const icon = { size: 15, 'aria-hidden': true } as const

/** Of a group, or of a list of somebody else, in which there is nothing to change. */
export function GroupMenu({
  groupId,
  place,
  onClose,
}: Readonly<{ groupId: string; place: MenuPlace; onClose: () => void }>) {
  const { t } = useTranslation()
  const group = useApp((state) => state.groups[groupId])
  const moves = useMoveItems(groupKey(groupId))
  if (!group) return null
  return (
    <Menu
      label={t('people.groupMenu', { name: group.name })}
      place={place}
      onClose={onClose}
      items={group.list ? listItems(t, group, group.list) : groupItems(t, group, moves)}
    />
  )
}

function groupItems(t: T, group: Group, moves: readonly MenuItem[]): readonly MenuItem[] {
  const { id: groupId, accountId } = group
  const byName: MenuItem = {
    id: 'by-name',
    label: t('people.orderByName'),
    icon: <ArrowDownAZ {...icon} />,
    onSelect: () => void act('people.orderByName', { id: groupId }),
  }
  return [
    {
      id: 'rename',
      label: t('people.renameGroup'),
      icon: <Pencil {...icon} />,
      asks: true,
      onSelect: () => setView({ dialog: { kind: 'rename-group', groupId } }),
    },
    {
      id: 'inside',
      label: t('people.newGroupInside'),
      icon: <FolderPlus {...icon} />,
      asks: true,
      onSelect: () => setView({ dialog: { kind: 'add-group', accountId, parentId: groupId } }),
    },
    ...moves,
    ...(group.handOrder === null ? [] : [byName]),
    {
      id: 'export',
      label: t('people.export.menuGroup'),
      icon: <Download {...icon} />,
      asks: true,
      onSelect: () => setView({ dialog: { kind: 'export', accountId, groupId } }),
    },
    {
      id: 'remove',
      label: t('people.removeGroup'),
      icon: <Trash {...icon} />,
      danger: true,
      onSelect: () => void removeGroup(group),
    },
  ]
}

function listItems(t: T, group: Group, { own }: FollowedList): readonly MenuItem[] {
  const leave: MenuItem = {
    id: 'leave',
    label: t('people.list.leave'),
    icon: <Trash {...icon} />,
    danger: true,
    onSelect: () => void leaveList(group),
  }
  return [
    {
      id: 'about',
      label: t('people.list.about'),
      icon: <Info {...icon} />,
      onSelect: () => setView({ dialog: { kind: 'list', groupId: group.id } }),
    },
    {
      id: 'read',
      label: t('people.list.readAgain'),
      icon: <RefreshCw {...icon} />,
      onSelect: () => void act('people.readList', { id: group.id }),
    },
    ...(own ? [leave] : []),
  ]
}

/** What is done with all people at once. */
export function RosterMenu({ place, onClose }: Readonly<{ place: MenuPlace; onClose: () => void }>) {
  const { t } = useTranslation()
  const accountId = useApp(mainAccountId)
  if (accountId === null) return null
  return (
    <Menu
      label={t('people.more')}
      place={place}
      onClose={onClose}
      items={[
        {
          id: 'new-group',
          label: t('people.newGroup'),
          icon: <FolderPlus {...icon} />,
          asks: true,
          onSelect: () => setView({ dialog: { kind: 'add-group', accountId, parentId: null } }),
        },
        {
          id: 'follow-list',
          label: t('people.list.menu'),
          icon: <Link2 {...icon} />,
          asks: true,
          onSelect: () => setView({ dialog: { kind: 'follow-list', accountId } }),
        },
        {
          id: 'import',
          label: t('people.import.menu'),
          icon: <Upload {...icon} />,
          asks: true,
          onSelect: () => setView({ dialog: { kind: 'import', accountId } }),
        },
        {
          id: 'export',
          label: t('people.export.menu'),
          icon: <Download {...icon} />,
          asks: true,
          onSelect: () => setView({ dialog: { kind: 'export', accountId, groupId: null } }),
        },
        {
          id: 'alike',
          label: t('people.merge.menu'),
          icon: <Users {...icon} />,
          asks: true,
          onSelect: () => void findLookAlikes().then(() => setView({ dialog: { kind: 'merge' } })),
        },
      ]}
    />
  )
}
