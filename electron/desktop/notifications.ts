import { Notification } from 'electron'
import type { TFunction } from 'i18next'
import type { Show } from '#contract/commands'
import type { Settings } from '#contract/settings'
import { daysText } from '#contract/travel-days'
import type { Notice, Notifier } from '../ports.ts'

/** The system's own notifications; a click shows what it was about. One at a time for each person. */
export class SystemNotifier implements Notifier {
  readonly #shown = new Map<string, Notification>()
  readonly #settings: () => Settings
  readonly #words: () => Promise<TFunction>
  readonly #show: (show: Show) => void

  constructor(options: {
    readonly settings: () => Settings
    readonly words: () => Promise<TFunction>
    readonly show: (show: Show) => void
  }) {
    this.#settings = options.settings
    this.#words = options.words
    this.#show = options.show
  }

  readonly notify = (notice: Notice): void => {
    const { notifications } = this.#settings()
    // Who asked to be told of somebody is told.
    const wanted =
      notice.kind === 'free' ||
      notice.kind === 'nearby' ||
      (notice.kind === 'message' ? notifications.messages : notifications.missedCalls)
    if (!wanted || !Notification.isSupported()) return
    void this.#display(notice, notifications.showText)
  }

  async #display(notice: Notice, showText: boolean): Promise<void> {
    const t = await this.#words()
    const key = `${notice.kind} ${notice.accountId} ${notice.aor}`
    this.#shown.get(key)?.close()
    const notification = new Notification({
      title: notice.name,
      body: bodyOf(t, notice, showText, this.#settings().language),
      silent: false,
    })
    notification.on('click', () =>
      this.#show(
        notice.kind === 'missed-call'
          ? { kind: 'calls' }
          : notice.kind === 'nearby'
            ? { kind: 'nearby' }
            : { kind: 'conversation', accountId: notice.accountId, aor: notice.aor },
      ),
    )
    notification.on('close', () => {
      if (this.#shown.get(key) === notification) this.#shown.delete(key)
    })
    this.#shown.set(key, notification)
    notification.show()
  }
}

function bodyOf(t: TFunction, notice: Notice, showText: boolean, language: string): string {
  switch (notice.kind) {
    case 'missed-call':
      return t('desktop.missedCall')
    case 'free':
      return t('desktop.free')
    case 'nearby':
      return nearbyText(t, notice, language)
    case 'message':
      return showText ? shorten(notice.text) : t('desktop.newMessage')
  }
}

/** Where and when, and who else: a conference is one notification. */
function nearbyText(t: TFunction, notice: Extract<Notice, { kind: 'nearby' }>, language: string): string {
  const { here, there, isHome, others, from, until } = notice
  const days = daysText(language, from, until)
  const key = isHome ? (there === null ? 'comesHere' : 'comesNear') : there === null ? 'bothThere' : 'bothNear'
  const text = t(`desktop.nearby.${key}`, { here, there, days })
  return others === 0 ? text : `${text} ${t('desktop.nearby.others', { count: others })}`
}

const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text)
