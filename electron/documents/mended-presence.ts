/** A presence document that is not well-formed, as what its sender meant: for those who send it so to this day. */

const rootStart = /<((?:[\w.-]{1,40}:)?(?:presence|pidf-full))(?=[\s/>])/

/** In characters. Those who write by hand write little; to look closer at more would cost more than refusing it may. */
const largest = 32_768

/**
 * null where there is nothing of a presence document in it. Read only where reading it as it is has failed: it may still fail, and
 * then the first complaint is the one that counts.
 */
export function mendedPresence(text: string): string | null {
  const start = text.length > largest ? null : rootStart.exec(text)
  if (start === null) return null
  // Headers of a message, a declaration after a comment or with its parts in another order: nothing before the root is needed.
  const document = rootAlone(text.slice(start.index), start[1] ?? 'presence')
  // What is in a CDATA section looks like markup and is none.
  if (document.includes('<![CDATA[')) return document
  return without(without(document, '<!--', '-->'), '<?', '?>')
    .replace(/<\/([\w.:-]{1,80})\s*(?=<)/g, '</$1>')
    .replace(/<(?![A-Za-z_\u0080-\uffff/!?])/g, '&lt;')
    .replace(/<[A-Za-z_][^<>]*>/g, startTag)
    .replace(/&([A-Za-z]{2,8});/g, (whole, name: string) => htmlCharacters.get(name) ?? whole)
}

/** From its start tag to the first end tag; servers put boundaries, quotes and second documents behind it, or forget it. */
function rootAlone(text: string, name: string): string {
  const opening = /^<[^<>]*>/.exec(text)?.[0] ?? ''
  if (opening.endsWith('/>')) return opening
  const end = text.indexOf(`</${name}`)
  if (end !== -1) return `${text.slice(0, end)}</${name}>`
  const whole = text.trimEnd()
  // Cut off anywhere else, it may say the opposite of what it said.
  return whole.endsWith('>') ? `${whole}</${name}>` : whole
}

/** Comments and instructions, looked for once: whoever sends a megabyte of beginnings is not to cost a second. */
function without(text: string, open: string, close: string): string {
  let kept = ''
  let from = 0
  for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at + open.length)
    if (end === -1) break
    kept += text.slice(from, at)
    from = end + close.length
  }
  return kept + text.slice(from)
}

const attributePattern = / ([\w.:-]+) ?= ?(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/g

/** Attributes in quotes, each once; Java sources leave a backslash before the bracket. */
function startTag(tag: string): string {
  const seen = new Set<string>()
  const plain = tag.replace(/\\(?=\/?>$)/, '').replace(/\s+/g, ' ')
  return plain.replace(attributePattern, (_whole, name: string, ...values) => {
    if (seen.has(name)) return ''
    seen.add(name)
    const [double, single, bare] = values as (string | undefined)[]
    if (single !== undefined) return ` ${name}='${single}'`
    return double !== undefined ? ` ${name}="${double}"` : unquoted(name, bare ?? '')
  })
}

/** The slash of an empty element that ends in one belongs to the tag. */
function unquoted(name: string, value: string): string {
  return value.endsWith('/') ? ` ${name}="${value.slice(0, -1)}"/` : ` ${name}="${value}"`
}

const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'

/** Of HTML 4, from a note that somebody pasted. */
const htmlCharacters: ReadonlyMap<string, string> = new Map([
  ...latin.split(' ').map((name, index) => [name, String.fromCharCode(160 + index)] as const),
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['bull', '•'],
  ['hellip', '…'],
  ['euro', '€'],
])
