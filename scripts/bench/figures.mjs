/** Numbers of the bench: medians, percentiles, and a table that can be pasted into docs/performance.md. */

const sorted = (values) => [...values].sort((a, b) => a - b)

/** Nearest rank. */
export function percentile(values, fraction) {
  const list = sorted(values)
  return list[Math.min(list.length - 1, Math.max(0, Math.ceil(fraction * list.length) - 1))]
}

export const median = (values) => percentile(values, 0.5)

const shown = (value, unit) =>
  typeof value === 'number' ? `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}` : value

export class Report {
  rows = []

  /** One line: what, what was measured, what it is held against, and whether it stands. */
  add({ what, value, unit = 'ms', goal, ok, note = '' }) {
    const row = { what, value: shown(value, unit), goal, ok, note }
    this.rows.push(row)
    console.log(
      `  ${ok === undefined ? ' ' : ok ? '✓' : '✗'} ${what}: ${row.value}${goal ? ` (goal ${goal})` : ''}${note ? `; ${note}` : ''}`,
    )
  }

  get missed() {
    return this.rows.filter((row) => row.ok === false)
  }

  markdown() {
    const line = (cells) => `| ${cells.join(' | ')} |`
    return [
      line(['What', 'Measured', 'Goal', 'Met', 'Note']),
      line(['---', '---', '---', '---', '---']),
      ...this.rows.map((row) =>
        line([row.what, row.value, row.goal ?? '', row.ok === undefined ? '' : row.ok ? 'yes' : 'no', row.note]),
      ),
    ].join('\n')
  }
}
