import type { AccountId, AccountSettings, PasswordStorage } from './account.ts'
import type {
  CalendarLogin,
  CalendarPlace,
  CalendarRule,
  CalendarSettings,
  FoundCalendar,
  RulePreview,
} from './calendars.ts'
import type { Result } from './failure.ts'
import type { AudioFlow } from './media.ts'
import type { ChatMessage } from './messaging.ts'
import type { AddressDraft, Duplicates, ImportPreview, PeopleFormat, Undo } from './people.ts'
import type { Follow, OwnChoice, PresenceChange } from './presence.ts'
import type {
  Detail,
  Grant,
  Handling,
  PersonRule,
  Preview,
  Reach,
  SignOff,
  SphereRules,
  WatcherDecision,
  When,
} from './privacy.ts'
import type { Settings } from './settings.ts'
import type { AppState } from './state.ts'
import type { Place } from './travel.ts'

type Nothing = Record<string, never>

/** For settings: any part may be said, the rest stays. */
export type SettingsPatch = {
  readonly [K in keyof Settings]?: Settings[K] extends object ? Partial<Settings[K]> : Settings[K]
}

export type SignIn = {
  readonly settings: AccountSettings
  readonly password: string
  readonly passwordStorage: PasswordStorage
}

/**
 * Every command a screen can give: its arguments and what it resolves to. A command returns an id or a failure; its
 * effects come back as changes. The schemas that check the arguments at run time stand in commands.schema.ts.
 */
export type Commands = {
  'app.snapshot': { args: Nothing; result: AppState }
  /** what was kept is on the screen: the rest of the start may take the processor */
  'app.shown': { args: Nothing; result: null }
  'app.openLink': { args: { url: string }; result: null }
  'app.setSettings': { args: { patch: SettingsPatch }; result: null }
  'app.copyText': { args: { text: string }; result: null }
  /** compact: the roster alone */
  'app.setCompact': { args: { compact: boolean }; result: null }

  'account.signIn': { args: SignIn; result: { id: AccountId } }
  'account.signOut': { args: { id: AccountId; forget: boolean }; result: null }
  'account.setPassword': { args: { id: AccountId; password: string; passwordStorage: PasswordStorage }; result: null }
  'account.change': { args: { id: AccountId; settings: AccountSettings }; result: null }
  'account.test': { args: { settings: AccountSettings; password: string }; result: { id: string } }
  'account.testSaved': { args: { id: AccountId }; result: { id: string } }
  'account.reconnect': { args: { id: AccountId }; result: null }

  'people.add': {
    args: { accountId: AccountId; address: string; name: string; groupIds: readonly string[] }
    result: { id: string }
  }
  /** what is not said stays; addresses are all of them, the default first */
  'people.change': {
    args: {
      id: string
      name?: string
      addresses?: readonly AddressDraft[]
      groupIds?: readonly string[]
      favourite?: boolean
      notes?: string
    }
    result: null
  }
  /** a PNG, JPEG, GIF or WebP as it is in its file; null: no picture */
  'people.setPhoto': { args: { id: string; picture: Uint8Array | null }; result: null }
  /**
   * Out of one group (null: stays in all) and into another (null: only out). `before`: the person it is put before in the
   * group's own order, null the end; not said: where the order of the group puts it.
   */
  'people.move': {
    args: { id: string; from: string | null; to: string | null; before?: string | null }
    result: null
  }
  'people.remove': { args: { id: string }; result: Undo }
  'people.addGroup': { args: { accountId: AccountId; name: string; parentId?: string | null }; result: { id: string } }
  /** a list of somebody else, by its https address; name '': as it calls itself */
  'people.followList': { args: { accountId: AccountId; address: string; name: string }; result: { id: string } }
  'people.leaveList': { args: { id: string }; result: null }
  'people.readList': { args: { id: string }; result: null }
  'people.renameGroup': { args: { id: string; name: string }; result: null }
  /** into another group or none, before one of the groups there; null: as the last */
  'people.moveGroup': { args: { id: string; parentId: string | null; before: string | null }; result: null }
  /** back to the order of the names */
  'people.orderByName': { args: { id: string }; result: null }
  /** its people stay; groups in it go up to where it was */
  'people.removeGroup': { args: { id: string }; result: Undo }
  'people.restore': { args: Undo; result: null }
  /** format null: by what the text looks like */
  'people.import': { args: { accountId: AccountId; text: string; format: PeopleFormat | null }; result: ImportPreview }
  /** of the preview with this id, without those whose keys are in `skip` */
  'people.importCommit': {
    args: { id: string; skip: readonly string[] }
    result: Undo & { added: number; merged: number }
  }
  /** asks where; everybody, or those in a group and the groups in it */
  'people.export': {
    args: { accountId: AccountId; format: PeopleFormat; groupId: string | null }
    result: { saved: boolean }
  }
  'people.duplicates': { args: { accountId: AccountId }; result: readonly Duplicates[] }
  /** `id` stays, with all that was said of the others */
  'people.merge': { args: { id: string; others: readonly string[] }; result: Undo }

  /** an edit that the server refused is sent once more, or was never made: RefusedEdit */
  'people.tryAgain': { args: { accountId: AccountId; id: number }; result: null }
  'people.forget': { args: { accountId: AccountId; id: number }; result: null }

  /** of the user, for all his accounts: a PNG, JPEG, GIF or WebP as it is in its file; null: no picture */
  'presence.setPicture': { args: { picture: Uint8Array | null }; result: null }
  'presence.setChoice': { args: { accountId: AccountId; choice: Omit<OwnChoice, 'setAt'> }; result: null }
  'presence.undoAutomatic': {
    args: { accountId: AccountId; source: 'phone' | 'idle' | 'lock' | 'calendar' | 'outside' }
    result: null
  }
  /** this person's card is in sight */
  'presence.lookAt': { args: { accountId: AccountId; aor: string }; result: null }
  'presence.askAgain': { args: { accountId: AccountId; aor: string }; result: null }

  /** mode null: no longer */
  'presence.follow': { args: { accountId: AccountId; aor: string; mode: Follow['mode'] | null }; result: null }
  /** of the last week, the newest first; nothing while they are not kept */
  'presence.changes': { args: { accountId: AccountId; aor: string }; result: readonly PresenceChange[] }

  'privacy.setDetail': { args: { accountId: AccountId; column: string; detail: Detail; grant: Grant }; result: null }
  'privacy.setHandling': {
    args: { accountId: AccountId; column: string; handling: Handling; when: When }
    result: null
  }
  'privacy.setReach': { args: { accountId: AccountId; column: string; reach: Reach }; result: null }
  /** rule null: no longer an exception */
  'privacy.setPerson': {
    args: { accountId: AccountId; aor: string; rule: Omit<PersonRule, 'aor'> | null }
    result: null
  }
  /** what this person sees now; `as`: what he would see after that answer */
  'privacy.preview': { args: { accountId: AccountId; aor: string; as: WatcherDecision | null }; result: Preview }
  /** who is put into a group is added to the people, under the name given */
  'privacy.decide': {
    args: { accountId: AccountId; aor: string; decision: WatcherDecision; name: string }
    result: null
  }
  /** a rule of another program that is in the way: RuleConflict */
  'privacy.removeForeignRule': { args: { accountId: AccountId; ruleId: string }; result: null }
  'privacy.setSphereRules': { args: { accountId: AccountId; rules: SphereRules }; result: null }
  'privacy.setSignOff': { args: { accountId: AccountId; signOff: SignOff }; result: null }

  'messaging.send': { args: { accountId: AccountId; aor: string; text: string }; result: { id: string } }
  'messaging.retry': { args: { id: string }; result: null }
  'messaging.range': {
    args: { accountId: AccountId; aor: string; from: number; count: number }
    result: readonly ChatMessage[]
  }
  'messaging.markRead': { args: { accountId: AccountId; aor: string }; result: null }
  /** the end of this conversation is in sight, or no longer: what arrives there is read and not announced */
  'messaging.look': { args: { accountId: AccountId; aor: string; looking: boolean }; result: null }

  'calls.dial': { args: { accountId: AccountId; address: string }; result: { id: string } }
  'calls.answer': { args: { id: string }; result: null }
  'calls.decline': { args: { id: string }; result: null }
  'calls.end': { args: { id: string }; result: null }
  'calls.setMuted': { args: { id: string; muted: boolean }; result: null }
  'calls.setHeld': { args: { id: string; held: boolean }; result: null }
  'calls.sendDigits': { args: { id: string; digits: string }; result: null }
  'calls.flow': { args: { id: string }; result: AudioFlow }
  'calls.markSeen': { args: Nothing; result: null }

  /** what is at a place, before it is added */
  'calendar.find': { args: { place: CalendarPlace; password: string | null }; result: readonly FoundCalendar[] }
  /** asks which file; null: none after all */
  'calendar.chooseFile': { args: Nothing; result: { path: string | null } }
  'calendar.add': {
    args: { found: FoundCalendar; tells: CalendarSettings['tells']; login: CalendarLogin | null }
    result: { id: string }
  }
  'calendar.change': {
    args: { id: string } & Partial<Pick<CalendarSettings, 'name' | 'color' | 'on' | 'tells' | 'about'>>
    result: null
  }
  'calendar.setPassword': { args: { id: string; login: CalendarLogin }; result: null }
  'calendar.remove': { args: { id: string }; result: null }
  'calendar.refresh': { args: { id: string }; result: null }
  /** what others would be told otherwise in the next two weeks, before these rules are kept */
  'calendar.previewRules': { args: { rules: readonly CalendarRule[] }; result: RulePreview }
  /** "Not this time" of one event, and taken back */
  'calendar.undo': { args: { key: string; undone: boolean }; result: null }

  /** the screen of journeys is open: what it shows is looked up, if it was not yet */
  'travel.look': { args: Nothing; result: null }
  /** the city that a text means */
  'travel.find': { args: { text: string }; result: Place }
  /** "Not this trip", and taken back */
  'travel.leaveOut': { args: { key: string; leftOut: boolean }; result: null }

  'media.refreshDevices': { args: Nothing; result: null }
  'media.testRing': { args: Nothing; result: null }
  /** 0 to 1; null while nobody listens to the microphone */
  'media.level': { args: { listen: boolean }; result: { level: number | null } }
}

export type CommandName = keyof Commands
export type CommandArgs<N extends CommandName> = Commands[N]['args']
export type CommandResult<N extends CommandName> = Result<Commands[N]['result']>

/** What every window of ours has of main. */
export type Bridge = {
  readonly command: <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<CommandResult<N>>
  readonly onChange: (listener: (batch: import('./change.ts').ChangeBatch) => void) => () => void
  /** what the desktop asks the screen to show: a notification was clicked, a sip: link opened */
  readonly onShow: (listener: (show: Show) => void) => () => void
  readonly system: 'linux' | 'darwin' | 'win32'
}

/**
 * window.softphone. Results and batches come as JSON: contextBridge copies an object value by value, which for ten thousand people
 * held the window up for a second; a text it copies at once.
 */
export type PreloadBridge = Omit<Bridge, 'command' | 'onChange'> & {
  readonly command: <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<string>
  readonly onChange: (listener: (batch: string) => void) => () => void
}

export type Show =
  | { readonly kind: 'conversation'; readonly accountId: AccountId; readonly aor: string }
  | { readonly kind: 'calls' }
  | { readonly kind: 'nearby' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'status' }
  /** a sip: or tel: link: offered in the search field, never dialled without the user's key or click */
  | { readonly kind: 'dial'; readonly address: string }
