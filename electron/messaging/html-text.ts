/** What an HTML message says, as plain text: nothing of it is ever shown as HTML. One pass, whatever the input. */

const unseen = new Set(['head', 'script', 'style', 'template', 'title', 'noscript', 'iframe', 'object', 'svg', 'math'])
const lines = new Set(
  'address article blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table tr ul'.split(
    ' ',
  ),
)

export function htmlToText(html: string): string {
  let text = ''
  let at = 0
  let link: { readonly href: string; readonly from: number } | null = null
  while (at < html.length) {
    const open = html.indexOf('<', at)
    text += decodeEntities(html.slice(at, open === -1 ? html.length : open).replace(/[ \t\r\n\f]+/g, ' '))
    if (open === -1) break
    const tag = tagAt(html, open)
    if (tag === 'text') {
      text += '<'
      at = open + 1
      continue
    }
    if (tag === null) break
    at = tag.end
    if (!tag.closing && unseen.has(tag.name)) {
      at = afterElement(html, tag.name, at)
    } else if (tag.name === 'br') text += '\n'
    else if (tag.name === 'li' && !tag.closing) text += '\n• '
    else if ((tag.name === 'td' || tag.name === 'th') && !tag.closing) text += ' '
    else if (lines.has(tag.name)) text += '\n'
    else if (tag.name === 'a') {
      if (link !== null) text += target(link.href, text.slice(link.from))
      link = tag.closing || tag.href === null ? null : { href: tag.href, from: text.length }
    }
  }
  if (link !== null) text += target(link.href, text.slice(link.from))
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

type Tag = { readonly name: string; readonly closing: boolean; readonly href: string | null; readonly end: number }

/** 'text': this < begins no tag. null: what begins here never ends. */
function tagAt(html: string, open: number): Tag | 'text' | null {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4)
    return end === -1 ? null : { name: '!--', closing: false, href: null, end: end + 3 }
  }
  const start = /<(\/?)([a-z][a-z0-9]{0,30}|[!?])/iy
  start.lastIndex = open
  const match = start.exec(html)
  if (match === null) return 'text'
  const end = endOfTag(html, start.lastIndex)
  if (end === -1) return null
  const name = match[2]?.toLowerCase() ?? ''
  const href = name === 'a' ? hrefIn(html.slice(start.lastIndex, Math.min(end, start.lastIndex + 4000))) : null
  return { name, closing: match[1] === '/', href, end: end + 1 }
}

function endOfTag(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const character = html[at]
    if (character === '>') return at
    if (character !== '"' && character !== "'") continue
    at = html.indexOf(character, at + 1)
    if (at === -1) return -1
  }
  return -1
}

function afterElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}[^>]{0,100}>`, 'gi')
  closing.lastIndex = from
  return closing.exec(html) === null ? html.length : closing.lastIndex
}

function hrefIn(attributes: string): string | null {
  const match = /\shref\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes)
  const href = match === null ? '' : decodeEntities(match[1] ?? match[2] ?? match[3] ?? '').trim()
  return /^(https?|mailto|sips?|tel):[^\s]+$/i.test(href) ? href : null
}

/** Where a link leads is said, unless its words say it already. */
function target(href: string, words: string): string {
  const said = words.trim()
  return said === href || href === `mailto:${said}` || said === href.replace(/\/$/, '') ? '' : ` (${href})`
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(String(hexadecimal), 16)
    const real = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    return real ? String.fromCodePoint(code) : '\ufffd'
  })
}
