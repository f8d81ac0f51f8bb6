/**
 * JsSIP's grammar makes two hundred functions anew for each header it reads: at a thousand NOTIFYs a second that, and the garbage
 * of it, is a third of what they cost. In a dialog most headers say the same every time, so what was read once is remembered.
 */
import Grammar from 'jssip/lib/Grammar.js'
import Parser from 'jssip/lib/Parser.js'

const most = 2_000
const longest = 1_000
/** The start line and headers that stay the same within a dialog. The others differ or cost little. */
const remembered: ReadonlySet<string> = new Set([
  'Request_Response',
  'From',
  'To',
  'Contact',
  'Call_ID',
  'Content_Type',
  'Event',
])

let installed = false

/**
 * Of NOTIFYs alone: nobody writes into what is read from them, while the headers of an INVITE become part of its dialog.
 * Once for all user agents, since JsSIP has one grammar.
 */
export function rememberHeaders(): void {
  if (installed) return
  installed = true
  const parse = Grammar.parse.bind(Grammar)
  const parseMessage = Parser.parseMessage
  const known = new Map<string, unknown>()
  let isNotify = false

  Parser.parseMessage = (data, ua) => {
    isNotify = data.startsWith('NOTIFY ')
    try {
      return parseMessage(data, ua)
    } finally {
      isNotify = false
    }
  }
  Grammar.parse = (input, rule) => {
    if (!isNotify || input.length > longest) return parse(input, rule)
    const plain = plainly(input, rule)
    if (plain !== null) return plain
    if (!remembered.has(rule)) return parse(input, rule)
    const key = `${rule} ${input}`
    if (known.has(key)) return known.get(key)
    // A part of a string keeps the whole of it in memory, here a NOTIFY of perhaps 20 MB.
    const value = parse(Buffer.from(input, 'utf8').toString('utf8'), rule)
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}

/** Headers that are plain numbers nearly always; null: the grammar has the word. */
function plainly(input: string, rule: string): unknown {
  if (rule === 'Content_Length' || rule === 'Max_Forwards') return /^\d{1,9}$/.test(input) ? Number(input) : null
  if (rule !== 'CSeq') return null
  const [, value, method] = /^(\d{1,9}) ([A-Z]{3,12})$/.exec(input) ?? []
  return value === undefined ? null : { value: Number(value), method }
}
