import type { OpenDialog, PrivacyDialog } from '../store/view.ts'
import { AddPerson } from './add-person.tsx'
import { GroupsDialog } from './person-groups.tsx'
import { RenameDialog, RenameGroupDialog } from './rename.tsx'

type PeopleDialog = Exclude<OpenDialog, PrivacyDialog | { kind: 'status' | 'shortcuts' | 'password' }>

/** The dialogs about people; loaded when the first one opens. */
export default function PeopleDialogs({ dialog }: Readonly<{ dialog: PeopleDialog }>) {
  switch (dialog.kind) {
    case 'add-person':
      return <AddPerson address={dialog.address} />
    case 'rename':
      return <RenameDialog contactId={dialog.contactId} />
    case 'groups':
      return <GroupsDialog contactId={dialog.contactId} />
    case 'rename-group':
      return <RenameGroupDialog groupId={dialog.groupId} />
  }
}
