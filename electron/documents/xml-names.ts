/** Names of XML 1.0 (2.3) without their colon (Namespaces in XML 1.0, 3), looked at where they stand. */

const isNameStart = new Uint8Array(128)
const isNamePart = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) isNameStart[code] = 1
  if (/[\w.-]/.test(character)) isNamePart[code] = 1
}

const otherStart =
  /^[\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{2ff}\u{370}-\u{37d}\u{37f}-\u{1fff}\u{200c}-\u{200d}\u{2070}-\u{218f}\u{2c00}-\u{2fef}\u{3001}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{fffd}\u{10000}-\u{effff}]$/u
const otherPart = /^(?:\u{b7}|[\u{300}-\u{36f}]|[\u{203f}-\u{2040}])$/u

/** How many code units of a name begin here: 0, 1, or 2 for a character beyond the first plane. */
export function nameStartAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? isNameStart[code]! : otherAt(text, at, false)
}

export function namePartAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? isNamePart[code]! : otherAt(text, at, true)
}

function otherAt(text: string, at: number, alsoPart: boolean): number {
  const point = text.codePointAt(at)
  if (point === undefined) return 0
  const character = String.fromCodePoint(point)
  return otherStart.test(character) || (alsoPart && otherPart.test(character)) ? character.length : 0
}
