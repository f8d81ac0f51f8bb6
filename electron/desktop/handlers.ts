import { randomUUID } from 'node:crypto'
import { clipboard } from 'electron'
import type { AccountSettings, ConnectionStep } from '#contract/account'
import { failed, type Result, success } from '#contract/failure'
import type { Application } from '../application.ts'
import type { Softphone } from '../softphone.ts'
import type { State } from '../state.ts'
import type { CommandHandlers } from './ipc.ts'

export type DesktopActions = {
  readonly openLink: (url: string) => boolean
  readonly setCompact: (compact: boolean) => void
  readonly settingsChanged: () => void
  /** asks where, and writes the file */
  readonly saveText: (file: { readonly name: string; readonly text: string }) => Promise<Result<{ saved: boolean }>>
  /** asks which calendar file */
  readonly chooseCalendarFile: () => Promise<{ path: string | null }>
  /** the conversation in sight */
  readonly look: (aor: string, looking: boolean) => void
  readonly test: (
    settings: AccountSettings,
    password: string,
    onSteps: (steps: readonly ConnectionStep[]) => void,
  ) => Promise<void>
}

type Calendars = Awaited<ReturnType<Application['calendars']>>

const notSignedIn = failed({ kind: 'not-signed-in' })

/** Every command of the contract, given to whoever does it. Left out, it does not compile. */
export function commandHandlers(application: Application, state: State, desktop: DesktopActions): CommandHandlers {
  const on = <T>(
    id: string,
    act: (softphone: Softphone) => Result<T> | Promise<Result<T>>,
  ): Result<T> | Promise<Result<T>> => {
    const softphone = application.softphone(id)
    return softphone ? act(softphone) : notSignedIn
  }
  const accountOf = (record: Readonly<Record<string, { readonly accountId: string }>>, id: string) =>
    record[id]?.accountId ?? ''
  const onCall = <T>(id: string, act: (softphone: Softphone) => Result<T> | Promise<Result<T>>) =>
    on(accountOf(state.current.calls, id), act)
  const onContact = <T>(id: string, act: (softphone: Softphone) => Result<T> | Promise<Result<T>>) =>
    on(accountOf(state.current.contacts, id), act)
  const onGroup = <T>(id: string, act: (softphone: Softphone) => Result<T> | Promise<Result<T>>) =>
    on(accountOf(state.current.groups, id), act)
  const onPrivacy = (id: string, act: (privacy: Softphone['privacy']) => void) =>
    on(id, (softphone) => {
      act(softphone.privacy)
      return nothing
    })
  const everyone = <T>(act: (softphone: Softphone) => T): T[] => [...application.softphones].map(act)
  const onCalendars = async <T>(act: (calendars: Calendars) => Result<T> | Promise<Result<T>>): Promise<Result<T>> =>
    act(await application.calendars())
  const nothing = success(null)

  const test = (settings: AccountSettings, password: string): Result<{ id: string }> => {
    const id = randomUUID()
    const startedAt = Date.now()
    let last: readonly ConnectionStep[] = []
    const show = (steps: readonly ConnectionStep[], finishedAt: number | null) => {
      last = steps
      state.apply({ kind: 'connection-test', test: { id, startedAt, finishedAt, steps } })
    }
    show([], null)
    const done = desktop.test(settings, password, (steps) => show(steps, null)).then(() => show(last, Date.now()))
    application.run(done, 'connection test')
    return success({ id })
  }

  return {
    'app.snapshot': () => success(state.current),
    'app.shown': () => nothing,
    'app.openLink': ({ url }) => (desktop.openLink(url) ? nothing : failed({ kind: 'invalid', field: 'address' })),
    'app.setSettings': ({ patch }) => {
      application.setSettings(patch)
      desktop.settingsChanged()
      return nothing
    },
    'app.copyText': async ({ text }) => {
      // Newer Electrons answer with a promise, older ones do it at once.
      await clipboard.writeText(text)
      return nothing
    },
    'app.setCompact': ({ compact }) => {
      desktop.setCompact(compact)
      return nothing
    },

    'account.signIn': (signIn) => application.signIn(signIn),
    'account.signOut': ({ id, forget }) => application.signOut(id, forget),
    'account.setPassword': ({ id, password, passwordStorage }) =>
      application.setPassword(id, password, passwordStorage),
    'account.change': ({ id, settings }) => application.change(id, settings),
    'account.test': ({ settings, password }) => test(settings, password),
    'account.testSaved': ({ id }) => {
      const account = application.account(id)
      const password = application.password(id)
      return account && password !== null ? test(account, password) : notSignedIn
    },
    'account.reconnect': ({ id }) =>
      on(id, (softphone) => {
        softphone.userAgent.reconnectNow()
        return nothing
      }),

    'people.add': ({ accountId, address, name, groupIds }) =>
      on(accountId, (softphone) => softphone.roster.add(address, name, groupIds)),
    'people.change': ({ id, ...change }) => onContact(id, (softphone) => softphone.roster.change(id, change)),
    'people.setPhoto': ({ id, picture }) => onContact(id, (softphone) => softphone.roster.setPhoto(id, picture)),
    'people.move': ({ id, from, to, before }) =>
      onContact(id, (softphone) => softphone.roster.move(id, from, to, before)),
    'people.remove': ({ id }) => onContact(id, (softphone) => softphone.roster.remove(id)),
    'people.addGroup': ({ accountId, name, parentId }) =>
      on(accountId, (softphone) => softphone.roster.addGroup(name, parentId)),
    'people.followList': ({ accountId, address, name }) =>
      on(accountId, (softphone) => softphone.followedLists.follow(address, name)),
    'people.leaveList': ({ id }) => onGroup(id, (softphone) => softphone.followedLists.leave(id)),
    'people.readList': ({ id }) => onGroup(id, (softphone) => softphone.followedLists.readAgain(id)),
    'people.moveGroup': ({ id, parentId, before }) =>
      onGroup(id, (softphone) => softphone.roster.moveGroup(id, parentId, before)),
    'people.orderByName': ({ id }) => onGroup(id, (softphone) => softphone.roster.orderByName(id)),
    'people.renameGroup': ({ id, name }) => onGroup(id, (softphone) => softphone.roster.renameGroup(id, name)),
    'people.removeGroup': ({ id }) => onGroup(id, (softphone) => softphone.roster.removeGroup(id)),
    'people.restore': ({ undo }) => {
      for (const softphone of application.softphones) {
        const result = softphone.roster.restore(undo)
        if (result !== null) return result
      }
      return failed({ kind: 'invalid', field: 'undo' })
    },

    'people.import': ({ accountId, text, format }) =>
      on(accountId, (softphone) => softphone.roster.prepareImport(text, format)),
    'people.importCommit': ({ id, skip }) => {
      for (const softphone of application.softphones) {
        const result = softphone.roster.commitImport(id, skip)
        if (result !== null) return result
      }
      return failed({ kind: 'invalid', field: 'import' })
    },
    'people.export': ({ accountId, format, groupId }) =>
      on(accountId, async (softphone) => {
        const exported = await softphone.roster.export(format, groupId)
        return exported.ok ? desktop.saveText(exported.value) : exported
      }),
    'people.duplicates': ({ accountId }) => on(accountId, (softphone) => softphone.roster.duplicates()),
    'people.merge': ({ id, others }) => onContact(id, (softphone) => softphone.roster.merge(id, others)),
    'people.tryAgain': ({ accountId, id }) =>
      on(accountId, (softphone) => {
        softphone.documents.tryAgain(id)
        return nothing
      }),
    'people.forget': ({ accountId, id }) =>
      on(accountId, (softphone) => {
        softphone.documents.forget(id)
        return nothing
      }),

    'presence.setPicture': async ({ picture }) => {
      let answer: Result<null> = notSignedIn
      for (const softphone of application.softphones) {
        const put = await softphone.picture.put(picture)
        if (!put.ok || !answer.ok) answer = put
      }
      return answer
    },
    'presence.setChoice': ({ accountId, choice }) =>
      on(accountId, (softphone) => {
        softphone.publisher.setChoice(choice)
        return nothing
      }),
    'presence.undoAutomatic': ({ accountId, source }) =>
      on(accountId, (softphone) => {
        softphone.publisher.undoAutomatic(source)
        return nothing
      }),
    'presence.lookAt': ({ accountId, aor }) =>
      on(accountId, (softphone) => {
        softphone.watcher.lookAt(aor)
        return nothing
      }),
    'presence.askAgain': ({ accountId, aor }) =>
      on(accountId, (softphone) => {
        softphone.watcher.askAgain(aor)
        return nothing
      }),

    'presence.follow': ({ accountId, aor, mode }) =>
      on(accountId, (softphone) => {
        softphone.follows.follow(aor, mode)
        return nothing
      }),
    'presence.changes': ({ accountId, aor }) => on(accountId, (softphone) => success(softphone.changes.list(aor))),

    'privacy.setDetail': ({ accountId, column, detail, grant }) =>
      onPrivacy(accountId, (privacy) => privacy.edit({ kind: 'grant', column, detail, grant })),
    'privacy.setHandling': ({ accountId, column, handling, when }) =>
      onPrivacy(accountId, (privacy) => privacy.edit({ kind: 'handling', column, handling, when })),
    'privacy.setReach': ({ accountId, column, reach }) =>
      onPrivacy(accountId, (privacy) => privacy.edit({ kind: 'reach', column, reach })),
    'privacy.setPerson': ({ accountId, aor, rule }) =>
      on(accountId, (softphone) => softphone.privacy.setPerson(aor, rule)),
    'privacy.preview': ({ accountId, aor, as }) => on(accountId, (softphone) => softphone.privacy.preview(aor, as)),
    'privacy.decide': ({ accountId, aor, decision, name }) =>
      on(accountId, (softphone) => softphone.decide(aor, decision, name)),
    'privacy.removeForeignRule': ({ accountId, ruleId }) =>
      onPrivacy(accountId, (privacy) => privacy.removeForeignRule(ruleId)),
    'privacy.setSphereRules': ({ accountId, rules }) =>
      onPrivacy(accountId, (privacy) => privacy.setSphereRules(rules)),
    'privacy.setSignOff': ({ accountId, signOff }) =>
      onPrivacy(accountId, (privacy) => privacy.edit({ kind: 'sign-off', signOff })),

    'messaging.send': ({ accountId, aor, text }) => on(accountId, (softphone) => softphone.messaging.send(aor, text)),
    'messaging.retry': ({ id }) => {
      for (const softphone of application.softphones) {
        const result = softphone.messaging.retry(id)
        if (result.ok) return result
      }
      return failed({ kind: 'invalid', field: 'message' })
    },
    'messaging.range': ({ accountId, aor, from, count }) =>
      on(accountId, (softphone) => success(softphone.messaging.range(aor, from, count))),
    'messaging.look': ({ aor, looking }) => {
      desktop.look(aor, looking)
      return nothing
    },
    'messaging.markRead': ({ accountId, aor }) =>
      on(accountId, (softphone) => {
        softphone.messaging.markRead(aor)
        return nothing
      }),

    'calls.dial': ({ accountId, address }) => on(accountId, (softphone) => softphone.calls.dial(address)),
    'calls.answer': ({ id }) => onCall(id, (softphone) => softphone.calls.answer(id)),
    'calls.decline': ({ id }) => onCall(id, (softphone) => softphone.calls.decline(id)),
    'calls.end': ({ id }) => onCall(id, (softphone) => softphone.calls.end(id)),
    'calls.setMuted': ({ id, muted }) => onCall(id, (softphone) => softphone.calls.setMuted(id, muted)),
    'calls.setHeld': ({ id, held }) => onCall(id, (softphone) => softphone.calls.setHeld(id, held)),
    'calls.sendDigits': ({ id, digits }) => onCall(id, (softphone) => softphone.calls.sendDigits(id, digits)),
    'calls.flow': ({ id }) => onCall(id, (softphone) => softphone.calls.flow(id)),
    'calls.markSeen': () => {
      everyone((softphone) => softphone.calls.markSeen())
      return nothing
    },

    'calendar.find': ({ place, password }) => onCalendars((calendars) => calendars.find(place, password)),
    'calendar.chooseFile': async () => success(await desktop.chooseCalendarFile()),
    'calendar.add': ({ found, tells, login }) => onCalendars((calendars) => calendars.add(found, tells, login)),
    'calendar.change': ({ id, ...part }) => onCalendars((calendars) => calendars.change(id, part)),
    'calendar.setPassword': ({ id, login }) => onCalendars((calendars) => calendars.setPassword(id, login)),
    'calendar.remove': ({ id }) => onCalendars((calendars) => calendars.remove(id)),
    'calendar.refresh': ({ id }) => onCalendars((calendars) => calendars.refresh(id)),
    'calendar.previewRules': ({ rules }) => onCalendars((calendars) => calendars.preview(rules)),
    'calendar.undo': ({ key, undone }) => onCalendars((calendars) => calendars.undo(key, undone)),

    'travel.look': async () => {
      await application.travels()
      return nothing
    },
    'travel.find': async ({ text }) => (await application.travels()).find(text),
    'travel.leaveOut': async ({ key, leftOut }) => (await application.travels()).leaveOut(key, leftOut),

    'media.refreshDevices': async () => {
      await everyone((softphone) => softphone.calls.refreshDevices())[0]
      return nothing
    },
    'media.testRing': async () => {
      await everyone((softphone) => softphone.calls.testRing())[0]
      return nothing
    },
    'media.level': async (args) => {
      const [first] = [...application.softphones]
      return first ? first.calls.level(args) : success({ level: null })
    },
  }
}
