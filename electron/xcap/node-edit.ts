import { parseXml } from '../documents/xml.ts'
import { escapeAttribute } from '../documents/xml-build.ts'
import { nodeSelector, type Step } from './selectors.ts'

/** One element to be PUT in the place of the one that its selector names (RFC 4825 7.4). */
export type NodeEdit = {
  readonly steps: readonly Step[]
  readonly prefixes: Readonly<Record<string, string>>
  readonly xml: string
}

type Open = {
  readonly name: string
  readonly start: number
  readonly tag: string
  /** which of its name among its siblings, from 1 */
  readonly position: number
}

/**
 * The smallest element in which two texts differ, or null where that is the whole document or cannot be told. Works on the texts, since
 * reading ten thousand people twice for one new name would stop everything for half a second; both are as `build` writes them, without
 * comments and with every ">" of a value escaped.
 */
export function nodeEditOf(before: string, after: string): NodeEdit | null {
  const from = commonStart(before, after)
  if (from === Math.min(before.length, after.length)) return null
  const fromEnd = commonEnd(before, after, from)
  const path = openAt(before, from)
  if (path === null) return null
  // Only what stands open at both ends of the difference holds all of it.
  while (path.length > 1) {
    const element = path.at(-1)!
    const end = endOf(before, element)
    if (end === null) return null
    const grown = after.length - before.length
    if (end >= before.length - fromEnd && after.startsWith(`<${element.name}`, element.start))
      return editOf(path, before, after.slice(element.start, end + grown))
    path.pop()
  }
  return null
}

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length)
  let at = 0
  // Whole pieces first: a comparison of strings is many times quicker than one of characters.
  while (at + 4096 <= most && before.startsWith(after.slice(at, at + 4096), at)) at += 4096
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++
  return at
}

function commonEnd(before: string, after: string, from: number): number {
  const most = Math.min(before.length, after.length) - from
  let count = 0
  while (count < most && before.charCodeAt(before.length - 1 - count) === after.charCodeAt(after.length - 1 - count))
    count++
  return count
}

/** The elements that are open at a place, or whose start tag it is in. */
function openAt(text: string, place: number): Open[] | null {
  const path: Open[] = []
  const names: Map<string, number>[] = [new Map()]
  let at = text.indexOf('<', text.startsWith('<?xml') ? text.indexOf('?>') : 0)
  while (at !== -1 && at <= place) {
    const end = text.indexOf('>', at)
    if (end === -1 || text[at + 1] === '!' || text[at + 1] === '?') return null
    if (text[at + 1] === '/') {
      // Inside of an end tag nothing can differ but the name, and then all of it does.
      if (end >= place) return path
      path.pop()
      names.pop()
    } else {
      const tag = text.slice(at, end + 1)
      const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? ''
      const siblings = names.at(-1)!
      const position = (siblings.get(name) ?? 0) + 1
      siblings.set(name, position)
      if (end >= place || !tag.endsWith('/>')) {
        path.push({ name, start: at, tag, position })
        names.push(new Map())
      }
      if (end >= place) return path
    }
    at = text.indexOf('<', end)
  }
  return path
}

function endOf(text: string, { name, start, tag }: Open): number | null {
  if (tag.endsWith('/>')) return start + tag.length
  let depth = 0
  let at = start
  while (at !== -1) {
    const end = text.indexOf('>', at)
    if (end === -1) return null
    const isEnd = text[at + 1] === '/'
    const same =
      text.startsWith(name, at + (isEnd ? 2 : 1)) && /[\s/>]/.test(text[at + (isEnd ? 2 : 1) + name.length] ?? '')
    if (same && isEnd) depth--
    else if (same && text[end - 1] !== '/') depth++
    if (depth === 0) return end + 1
    at = text.indexOf('<', end)
  }
  return null
}

/** What no server gets wrong in a selector. */
const plain = /^\s\w+="[\w .@:+=~-]+"$/
const identifying = ['id', 'name', 'uri'] as const

function editOf(path: readonly Open[], before: string, content: string): NodeEdit | null {
  const scope = new Map<string, string>()
  for (const { tag } of path) {
    for (const [, prefix = '', namespace = ''] of tag.matchAll(/\sxmlns(?::([^\s=]+))?="([^"]*)"/g))
      scope.set(prefix, unescaped(namespace))
  }
  const last = path.at(-1)!
  const declared = new Set(
    [...content.slice(0, content.indexOf('>')).matchAll(/\sxmlns(?::([^\s=]+))?=/g)].map(([, prefix = '']) => prefix),
  )
  let declarations = ''
  for (const [prefix, namespace] of scope) {
    if (declared.has(prefix)) continue
    const isUsed = prefix === '' || content.includes(`<${prefix}:`) || content.includes(` ${prefix}:`)
    if (isUsed) declarations += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(namespace)}"`
  }
  const xml = `<${last.name}${declarations}${content.slice(1 + last.name.length)}`
  const newTag = content.slice(0, content.indexOf('>') + 1)
  const steps = path.map((element, index) => stepOf(element, path[index + 1] === undefined ? newTag : null, before))
  try {
    parseXml('element', xml)
  } catch {
    return null
  }
  return { steps, prefixes: Object.fromEntries(scope), xml }
}

/** By what names it among its siblings, where one attribute does, stays and is plain; else by its place. */
function stepOf({ name, tag, position }: Open, newTag: string | null, text: string): Step {
  for (const attribute of identifying) {
    const written = new RegExp(`\\s${attribute}="([^"]*)"`).exec(tag)?.[0]
    if (written === undefined || (newTag !== null && !newTag.includes(written))) continue
    if (plain.test(written) && isOnlyOne(text, `<${name}`, written))
      return { name, attribute: { name: attribute, value: unescaped(written.slice(attribute.length + 3, -1)) } }
  }
  return { name, position }
}

/** In all of the document: more than is needed, and quick. */
function isOnlyOne(text: string, start: string, written: string): boolean {
  let found = 0
  for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + 1)) {
    if (text.lastIndexOf('<', at) === text.lastIndexOf(start, at)) found++
    if (found > 1) return false
  }
  return found === 1
}

const unescaped = (value: string): string =>
  value
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#9;', '\t')
    .replaceAll('&#10;', '\n')
    .replaceAll('&#13;', '\r')
    .replaceAll('&amp;', '&')

export const selectorOf = (document: string, { steps, prefixes }: NodeEdit): string =>
  nodeSelector(document, [{ name: steps[0]?.name ?? '' }, ...steps.slice(1)], prefixes)

export const elementBody = ({ xml }: NodeEdit) => ({ contentType: 'application/xcap-el+xml', text: xml })

export const needsPrefix = ({ steps }: NodeEdit): boolean => steps.some(({ name }) => name.includes(':'))
