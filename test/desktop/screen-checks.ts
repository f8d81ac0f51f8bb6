import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** What holds on every screen: axe finds nothing, Tab reaches everything, and no text bypasses the words. */

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const pictures = join(import.meta.dirname, '..', '..', 'test-out', 'screens')
mkdirSync(pictures, { recursive: true })

type Axe = {
  readonly run: (
    context: unknown,
    options: unknown,
  ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
}

/** What axe finds, one line each. The structure is the same in both themes: in the second only colours are looked at. */
export async function axeFinds(page: Page, onlyColours: boolean): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  return page.evaluate(async (colours) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const options = colours ? { runOnly: ['color-contrast'] } : {}
    const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`),
    )
  }, onlyColours)
}

/** Nothing moves any more: a colour half way is no colour of ours. */
export const settled = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    await new Promise(requestAnimationFrame)
    const finite = document.getAnimations().filter((each) => each.effect?.getComputedTiming().iterations !== Infinity)
    await Promise.allSettled(finite.map((each) => each.finished))
  })

/** What can be pressed or typed into and Tab does not come to, and what has the keyboard without showing it. */
export async function unreachable(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate(() => {
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
    const named = new Set<string>()
    const wanted = [
      ...scope.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], summary, [tabindex]'),
    ].filter((element) => {
      if (element.tabIndex < 0 || element.matches(':disabled') || !element.checkVisibility()) return false
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true
      // Of a radio group Tab comes to one, the arrows to the others.
      if (named.has(element.name)) return false
      named.add(element.name)
      return true
    })
    Object.assign(globalThis, { wanted, visited: new Set<Element>(), hidden: new Set<Element>() })
    return wanted.length
  })
  const step = () =>
    page.evaluate(() => {
      const { wanted, visited, hidden } = globalThis as unknown as {
        wanted: HTMLElement[]
        visited: Set<Element>
        hidden: Set<Element>
      }
      const now = document.activeElement
      if (!now || now === document.body) return wanted.length - visited.size
      const isRadio = now instanceof HTMLInputElement && now.type === 'radio'
      const entry = isRadio
        ? wanted.find((each) => each instanceof HTMLInputElement && each.name === (now as HTMLInputElement).name)
        : now
      if (entry && wanted.includes(entry as HTMLElement)) visited.add(entry)
      // The mark may be drawn by what stands around it: a field's frame, a tile's label, the active row of a tree.
      const active = now.getAttribute('aria-activedescendant')
      const around: (Element | null)[] = [now, now.parentElement, now.parentElement?.parentElement ?? null]
      if (active) around.push(document.getElementById(active))
      const marked = around.some((element) => {
        if (!element) return false
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      if (!marked) hidden.add(now)
      return wanted.length - visited.size
    })
  for (let turn = 0; turn < count + 12; turn++) {
    await page.keyboard.press('Tab')
    if ((await step()) === 0) break
  }
  return page.evaluate(() => {
    const { wanted, visited, hidden } = globalThis as unknown as {
      wanted: HTMLElement[]
      visited: Set<Element>
      hidden: Set<Element>
    }
    const say = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160)
    return [
      // What the screen has replaced meanwhile is not there to be reached.
      ...wanted
        .filter((element) => element.isConnected && !visited.has(element))
        .map((element) => `not reached: ${say(element)}`),
      ...[...hidden].map((element) => `no mark: ${say(element)}`),
    ]
  })
}

/** Texts on the screen, seen or spoken, that are neither bracketed by en-XA nor one of `data`. */
export function unbracketed(page: Page, data: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((known) => {
    const texts = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent?.checkVisibility() && !parent.closest('script, style')) texts.add(node.textContent ?? '')
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']) {
        const value = element.getAttribute(name)
        if (value) texts.add(value)
      }
    }
    return [...texts].filter((text) => {
      let rest = text
      // Sentences may stand in sentences: the innermost go first.
      for (let before = ''; before !== rest; ) {
        before = rest
        rest = rest.replace(/\[[^[\]]*·\]/g, ' ')
      }
      for (const word of known) if (word) rest = rest.replaceAll(word, ' ')
      rest = rest.replace(/\S+@\S+|\w+:\/\/\S+/g, ' ')
      return /\p{L}{2}/u.test(rest)
    })
  }, data)
}
