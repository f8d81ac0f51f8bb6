import './privacy.css'
import './watchers.css'
import type { PrivacyDialog } from '../store/view.ts'
import { ExceptionsDialog } from './exceptions-dialog.tsx'
import { SeeAs } from './see-as.tsx'
import { WatcherDialog } from './watcher-dialog.tsx'

/** The dialogs about who sees what; loaded when the first one opens. */
export default function PrivacyDialogs({ dialog }: Readonly<{ dialog: PrivacyDialog }>) {
  switch (dialog.kind) {
    case 'exceptions':
      return <ExceptionsDialog accountId={dialog.accountId} />
    case 'see-as':
      return <SeeAs accountId={dialog.accountId} aor={dialog.aor} />
    case 'watcher':
      return <WatcherDialog key={dialog.aor} accountId={dialog.accountId} aor={dialog.aor} />
  }
}
