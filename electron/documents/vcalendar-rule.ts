/** Recurrence of vCalendar 1.0 (versit, 1996), which telephones and old organisers still write: "W2 MO WE #10". */

/** The same in the words of RFC 5545, or null where it is no such rule. */
export function modernRule(text: string): string | null {
  const [head = '', ...rest] = text.trim().toUpperCase().split(/\s+/, 100)
  const match = /^(D|W|MP|MD|YM|YD)(\d{1,4})$/.exec(head)
  if (match === null) return null
  const last = rest.at(-1) ?? ''
  const isEnd = /^#\d{1,6}$|^\d{8}T?\d*Z?$/.test(last)
  const listed = isEnd ? rest.slice(0, -1) : rest
  const by = listedIn(match[1]!, listed)
  return [
    `FREQ=${frequencies[match[1]! as keyof typeof frequencies]}`,
    `INTERVAL=${match[2]}`,
    ...(by === '' ? [] : [by]),
    ...endOf(isEnd ? last : '#2'),
  ].join(';')
}

const frequencies = { D: 'DAILY', W: 'WEEKLY', MP: 'MONTHLY', MD: 'MONTHLY', YM: 'YEARLY', YD: 'YEARLY' } as const

/** #0 is for ever, and a rule without an end happens twice. */
function endOf(text: string): readonly string[] {
  if (!text.startsWith('#')) return [`UNTIL=${text}`]
  return Number(text.slice(1)) === 0 ? [] : [`COUNT=${Number(text.slice(1))}`]
}

function listedIn(kind: string, listed: readonly string[]): string {
  if (listed.length === 0) return ''
  switch (kind) {
    case 'W':
      return `BYDAY=${listed.join(',')}`
    case 'MP':
      return `BYDAY=${positions(listed).join(',')}`
    case 'MD':
      return `BYMONTHDAY=${listed.map((each) => (each === 'LD' ? '-1' : signed(each))).join(',')}`
    case 'YM':
      return `BYMONTH=${listed.join(',')}`
    case 'YD':
      return `BYYEARDAY=${listed.join(',')}`
    default:
      return ''
  }
}

/** "1+ MO 2- FR": the first Monday, the second Friday from the end. */
function positions(listed: readonly string[]): readonly string[] {
  let nth = ''
  return listed.flatMap((each) => {
    if (!/^\d[+-]?$/.test(each)) return [`${nth}${each}`]
    nth = signed(each)
    return []
  })
}

/** "2-" counts from the end. */
const signed = (text: string): string => (text.endsWith('-') ? `-${text.slice(0, -1)}` : text.replace(/\+$/, ''))
