import type { OpenDialog, PrivacyDialog } from '../store/view.ts'
import { AddPerson } from './add-person.tsx'
import { EditPerson } from './edit-person.tsx'
import { NewGroupDialog, RenameGroupDialog } from './group-name.tsx'
import { MoveDialog } from './move-dialog.tsx'

type PeopleDialog = Exclude<OpenDialog, PrivacyDialog | { kind: 'status' | 'shortcuts' | 'password' }>

/** The dialogs about people; loaded when the first one opens. */
export default function PeopleDialogs({ dialog }: Readonly<{ dialog: PeopleDialog }>) {
  switch (dialog.kind) {
    case 'add-person':
      return <AddPerson address={dialog.address} />
    case 'edit-person':
      return <EditPerson contactId={dialog.contactId} />
    case 'move':
      return <MoveDialog itemKey={dialog.item} />
    case 'add-group':
      return <NewGroupDialog accountId={dialog.accountId} parentId={dialog.parentId} />
    case 'rename-group':
      return <RenameGroupDialog groupId={dialog.groupId} />
  }
}
