import type { OpenDialog, PrivacyDialog } from '../store/view.ts'
import { AddPerson } from './add-person.tsx'
import { EditPerson } from './edit-person.tsx'
import { ExportPeople } from './export-people.tsx'
import { FollowList } from './follow-list.tsx'
import { NewGroupDialog, RenameGroupDialog } from './group-name.tsx'
import { ImportPeople } from './import-people.tsx'
import { ListDialog } from './list-dialog.tsx'
import { MergePeople } from './merge-people.tsx'
import { MoveDialog } from './move-dialog.tsx'

type PeopleDialog = Exclude<OpenDialog, PrivacyDialog | { kind: 'status' | 'shortcuts' | 'password' }>

/** The dialogs about people; loaded when the first one opens. */
export default function PeopleDialogs({ dialog }: Readonly<{ dialog: PeopleDialog }>) {
  switch (dialog.kind) {
    case 'add-person':
      return <AddPerson address={dialog.address} />
    case 'edit-person':
      return <EditPerson contactId={dialog.contactId} />
    case 'import':
      return <ImportPeople accountId={dialog.accountId} />
    case 'export':
      return <ExportPeople accountId={dialog.accountId} groupId={dialog.groupId} />
    case 'merge':
      return <MergePeople />
    case 'move':
      return <MoveDialog itemKey={dialog.item} />
    case 'add-group':
      return <NewGroupDialog accountId={dialog.accountId} parentId={dialog.parentId} />
    case 'follow-list':
      return <FollowList accountId={dialog.accountId} />
    case 'list':
      return <ListDialog groupId={dialog.groupId} />
    case 'rename-group':
      return <RenameGroupDialog groupId={dialog.groupId} />
  }
}
