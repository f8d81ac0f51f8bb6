/** Where the arrows go in a grid (ARIA grid pattern). Pure. */
export type Place = { readonly row: number; readonly column: number }

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>

/** null: the key is not for moving. `rightToLeft` turns left and right round. */
export function gridStep(
  { row, column }: Place,
  size: { readonly rows: number; readonly columns: number },
  press: Press,
  rightToLeft = false,
): Place | null {
  // Alt and an arrow open a list.
  if (press.altKey || press.metaKey) return null
  const lastRow = size.rows - 1
  const lastColumn = size.columns - 1
  const at = (nextRow: number, nextColumn: number): Place => ({
    row: Math.min(Math.max(nextRow, 0), lastRow),
    column: Math.min(Math.max(nextColumn, 0), lastColumn),
  })
  const forward = rightToLeft ? -1 : 1
  switch (press.key) {
    case 'ArrowUp':
      return at(row - 1, column)
    case 'ArrowDown':
      return at(row + 1, column)
    case 'ArrowLeft':
      return at(row, column - forward)
    case 'ArrowRight':
      return at(row, column + forward)
    case 'Home':
      return at(press.ctrlKey ? 0 : row, 0)
    case 'End':
      return at(press.ctrlKey ? lastRow : row, lastColumn)
    case 'PageUp':
      return at(0, column)
    case 'PageDown':
      return at(lastRow, column)
    default:
      return null
  }
}
