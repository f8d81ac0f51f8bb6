import { clock } from '../calls/call-words.ts'
import { initialsOf, tintOf } from '../components/initials.ts'
import type { T } from '../i18n.ts'
import { icon } from './icons.ts'
import type { ToastCard } from './toast-cards.ts'

const quickAnswers = ['quickLater', 'quickChat', 'quickFive'] as const

/** Each resolves to false when it could not be done; the card then can be used again. */
export type ToastActions = {
  readonly answer: (card: ToastCard) => Promise<boolean>
  readonly decline: (card: ToastCard) => Promise<boolean>
  readonly reply: (card: ToastCard, text: string) => Promise<boolean>
}

/** Names of the system-wide keys, as this system writes them. */
export type KeyNames = { readonly answer: string; readonly reply: string; readonly decline: string }

type Shown = { readonly element: HTMLElement; signature: string }

/**
 * Draws the cards into `root`, the first large. A card is built anew only when what it shows has changed, so that a button
 * under the pointer stays. Text goes in as text, never as markup.
 */
export class ToastView {
  readonly #root: HTMLElement
  readonly #actions: ToastActions
  readonly #shown = new Map<string, Shown>()

  constructor(root: HTMLElement, actions: ToastActions) {
    this.#root = root
    this.#actions = actions
  }

  show(cards: readonly ToastCard[], t: T, keys: KeyNames): void {
    const ids = new Set(cards.map((card) => card.id))
    for (const [id, { element }] of this.#shown) {
      if (ids.has(id)) continue
      element.remove()
      this.#shown.delete(id)
    }
    cards.forEach((card, index) => {
      const large = index === 0
      const signature = JSON.stringify([card, large, keys, t('calls.toast.title')])
      const before = this.#shown.get(card.id)
      if (before?.signature === signature) return
      const element = large ? this.#large(card, t, keys) : this.#small(card, t)
      if (before) before.element.replaceWith(element)
      else this.#root.append(element)
      this.#shown.set(card.id, { element, signature })
    })
  }

  /** Times count on without building anything anew. */
  tick(now: number): void {
    for (const element of this.#root.querySelectorAll<HTMLElement>('[data-since]')) {
      const text = clock(now - Number(element.dataset['since']))
      if (element.textContent !== text) element.textContent = text
    }
  }

  #large(card: ToastCard, t: T, keys: KeyNames): HTMLElement {
    const element = this.#frame(card, t, 'card large')
    const who = make('div', 'who')
    who.append(text('div', 'quiet', t('calls.toast.title')), text('h1', 'name', card.name))
    // Who has no name is shown by address: once is enough.
    if (card.reach !== card.name) who.append(text('div', 'reach', card.reach))
    const head = make('div', 'head')
    head.append(avatar(card, 56), who)
    element.append(head)
    if (card.note) element.append(text('div', 'note', card.note))
    if (card.facts.length > 0) element.append(facts(card))

    const buttons = make('div', 'buttons')
    buttons.append(
      this.#button(card, 'decline', t('calls.toast.decline'), keys.decline, () => this.#actions.decline(card)),
      this.#button(card, 'answer', t('calls.toast.answer'), keys.answer, () => this.#actions.answer(card)),
    )
    element.append(buttons)
    if (card.canReply) element.append(this.#quick(card, t, keys))
    element.append(failureLine(t))
    return element
  }

  #small(card: ToastCard, t: T): HTMLElement {
    const element = this.#frame(card, t, 'card small')
    const who = make('div', 'who')
    const line = text('div', 'quiet num', `${t('calls.toast.alsoCalling')} · `)
    const time = make('span', '')
    time.dataset['since'] = String(card.startedAt)
    time.setAttribute('role', 'timer')
    time.setAttribute('aria-live', 'off')
    time.textContent = clock(Date.now() - card.startedAt)
    line.append(time)
    who.append(text('h2', 'small-name', card.name), line)
    element.append(
      avatar(card, 40),
      who,
      this.#button(card, 'decline', t('calls.toast.decline'), null, () => this.#actions.decline(card)),
      this.#button(card, 'answer', t('calls.toast.answer'), null, () => this.#actions.answer(card)),
      failureLine(t),
    )
    return element
  }

  /** An alertdialog is read out at once; it never takes the focus from what is being typed elsewhere. */
  #frame(card: ToastCard, t: T, className: string): HTMLElement {
    const element = make('section', className)
    element.setAttribute('role', 'alertdialog')
    element.setAttribute('aria-label', t('calls.toast.label', { name: card.name }))
    element.setAttribute('aria-live', 'assertive')
    element.dataset['callId'] = card.id
    element.dataset['callPhase'] = 'incoming'
    return element
  }

  #quick(card: ToastCard, t: T, keys: KeyNames): HTMLElement {
    const row = make('div', 'quick')
    row.setAttribute('role', 'group')
    row.setAttribute('aria-label', t('calls.toast.quick'))
    for (const key of quickAnswers) {
      const words = t(`calls.toast.${key}`)
      const chip = text('button', 'chip', words)
      chip.setAttribute('type', 'button')
      chip.dataset['quick'] = key
      chip.addEventListener('click', () => void this.#run(card, () => this.#actions.reply(card, words)))
      row.append(chip)
    }
    const hint = make('span', 'hint')
    hint.append(document.createTextNode(t('calls.toast.reply')), text('kbd', '', keys.reply))
    row.append(hint)
    return row
  }

  #button(
    card: ToastCard,
    kind: 'answer' | 'decline',
    label: string,
    key: string | null,
    run: () => Promise<boolean>,
  ): HTMLElement {
    const button = make('button', `button ${kind}`)
    button.setAttribute('type', 'button')
    button.dataset['action'] = kind
    const words = text('span', 'words', label)
    button.append(icon(kind === 'answer' ? 'phone' : 'decline', 16), words)
    if (key) {
      button.setAttribute('aria-keyshortcuts', kind === 'answer' ? 'Alt+A' : 'Alt+D')
      const cap = text('kbd', '', key)
      cap.setAttribute('aria-hidden', 'true')
      button.append(cap)
    } else button.title = label
    button.addEventListener('click', () => void this.#run(card, run))
    return button
  }

  async #run(card: ToastCard, run: () => Promise<boolean>): Promise<void> {
    const element = this.#shown.get(card.id)?.element
    if (!element || element.classList.contains('busy')) return
    element.classList.add('busy')
    element.classList.remove('failed')
    const done = await run().catch(() => false)
    if (done) return
    element.classList.remove('busy')
    element.classList.add('failed')
  }
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag)
  if (className) element.className = className
  return element
}

function text(tag: string, className: string, content: string): HTMLElement {
  const element = make(tag, className)
  element.textContent = content
  return element
}

function failureLine(t: T): HTMLElement {
  const line = text('div', 'not-done', t('calls.toast.notDone'))
  line.setAttribute('role', 'alert')
  return line
}

function avatar(card: ToastCard, size: 40 | 56): HTMLElement {
  const element = make('span', `avatar avatar-${size}`)
  const picture = text('span', `picture tint-${tintOf(card.aor)}`, initialsOf(card.name))
  picture.setAttribute('aria-hidden', 'true')
  const badge = make('span', 'badge')
  const glyph = make('span', `glyph glyph-${card.availability}`)
  glyph.setAttribute('role', 'img')
  glyph.setAttribute('aria-label', card.spoken)
  badge.append(glyph)
  element.append(picture, badge)
  return element
}

function facts(card: ToastCard): HTMLElement {
  const list = make('ul', 'facts')
  for (const fact of card.facts) {
    const item = make('li', '')
    item.append(icon(fact.kind, 16), text('span', 'fact', fact.text))
    if (fact.quiet) item.append(text('span', 'fact-quiet', fact.quiet))
    list.append(item)
  }
  return list
}
