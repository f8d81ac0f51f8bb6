/**
 * A stranger's words about himself, as they may stand in a line of ours: no controls, no line ends, nothing that turns the direction of
 * what stands beside it or cannot be seen, no novel. What joins letters and emoji stays. Null: nothing is left of it.
 */
export function readableName(name: string | null | undefined, most = 100): string | null {
  const clean = (name ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu, '').trim()
  return /^(?:\u200c|\u200d|\s)*$/.test(clean) ? null : Array.from(clean).slice(0, most).join('')
}
