/** Size of the text: Ctrl + and Ctrl - step through these, Ctrl 0 goes back to the first size (Command on macOS). */
const sizes = [0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

type Press = {
  readonly type: string
  readonly key: string
  readonly control: boolean
  readonly meta: boolean
  readonly alt: boolean
}

/** The new factor; null: the key is another's. */
export function zoomAfter(press: Press, factor: number, mac: boolean): number | null {
  const held = mac ? press.meta && !press.control : press.control && !press.meta
  if (press.type !== 'keyDown' || !held || press.alt) return null
  // = is + without Shift on most keyboards.
  if (press.key === '+' || press.key === '=') return sizes.find((size) => size > factor + 0.01) ?? 2
  if (press.key === '-') return sizes.findLast((size) => size < factor - 0.01) ?? 0.9
  return press.key === '0' ? 1 : null
}
