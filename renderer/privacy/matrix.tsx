import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountId } from '#contract/account'
import type { Column } from '#contract/privacy'
import { Cell } from './cell.tsx'
import { DetailIcon } from './detail-icons.tsx'
import { gridStep, type Place } from './grid-keys.ts'
import { type Row, reachRows, seeRows } from './rows.ts'
import { columnCount, columnName } from './words.ts'

/** 05b: groups by what they see, and by when the user is there for them. One grid: the arrows move, Enter opens. */
export function Matrix({ accountId, columns }: Readonly<{ accountId: AccountId; columns: readonly Column[] }>) {
  const { t } = useTranslation()
  const grid = useRef<HTMLTableElement>(null)
  const isFitting = useFits(grid)
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const [focused, setFocused] = useState(false)
  const see = seeRows(t)
  const reach = reachRows(t)
  const size = { rows: see.length + reach.length, columns: columns.length }
  const active = { row: Math.min(place.row, size.rows - 1), column: Math.min(place.column, size.columns - 1) }
  const lit = focused ? active.column : -1

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const next = gridStep(active, size, event, getComputedStyle(event.currentTarget).direction === 'rtl')
    if (!next) return
    event.preventDefault()
    setPlace(next)
    const cell = grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"] select`)
    cell?.focus()
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  const part = (title: ReactNode, rows: readonly Row[], first: number) => (
    <tbody>
      {title}
      {rows.map((row, index) => (
        <MatrixRow
          key={row.id}
          row={row}
          index={first + index}
          columns={columns}
          accountId={accountId}
          active={active}
          lit={lit}
        />
      ))}
    </tbody>
  )

  return (
    <div className={isFitting ? 'matrix-fits' : 'matrix-scroll'}>
      <table
        ref={grid}
        className="matrix"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table; its cells can be changed
        role="grid"
        aria-label={t('privacy.matrix')}
        aria-colcount={size.columns + 1}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const at = event.target.closest<HTMLElement>('[data-cell]')?.dataset['cell']?.split(' ').map(Number)
          if (at) setPlace({ row: at[0] ?? 0, column: at[1] ?? 0 })
          setFocused(at !== undefined)
        }}
        onBlur={() => setFocused(false)}
      >
        <thead>
          <tr>
            <td className="matrix-row" />
            {columns.map((column, index) => (
              <th key={column.id} scope="col" className={index === lit ? 'lit' : undefined}>
                <span className="b ell matrix-name" title={columnName(t, column)}>
                  {columnName(t, column)}
                </span>
                <span className="s12 t3 num matrix-count">{columnCount(t, column)}</span>
              </th>
            ))}
          </tr>
        </thead>
        {part(null, see, 0)}
        {part(<PartTitle text={t('privacy.reaching')} columns={columns.length} lit={lit} />, reach, see.length)}
      </table>
    </div>
  )
}

/** Whether all columns have room: then the page alone scrolls, and the names of the columns stay in sight above it. */
function useFits(grid: RefObject<HTMLTableElement | null>): boolean {
  const [isFitting, setFitting] = useState(true)
  useLayoutEffect(() => {
    const table = grid.current
    const around = table?.parentElement
    if (!table || !around) return
    const look = () => setFitting(table.offsetWidth <= around.clientWidth)
    const observer = new ResizeObserver(look)
    observer.observe(table)
    observer.observe(around)
    look()
    return () => observer.disconnect()
  }, [grid])
  return isFitting
}

function PartTitle({ text, columns, lit }: Readonly<{ text: string; columns: number; lit: number }>) {
  return (
    <tr className="matrix-part">
      <th scope="rowgroup" className="matrix-row">
        <span className="h">{text}</span>
      </th>
      {Array.from({ length: columns }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty places that only carry the colour of their column
        <td key={index} className={index === lit ? 'lit' : undefined} />
      ))}
    </tr>
  )
}

function MatrixRow({
  row,
  index,
  columns,
  accountId,
  active,
  lit,
}: Readonly<{
  row: Row
  index: number
  columns: readonly Column[]
  accountId: AccountId
  active: Place
  lit: number
}>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <tr data-row={row.id}>
      <th scope="row" className="matrix-row" id={id}>
        <span className="row matrix-label">
          <DetailIcon row={row.id} />
          <span className="b">{row.label}</span>
        </span>
      </th>
      {columns.map((column, at) => (
        <td
          key={column.id}
          data-cell={`${index} ${at}`}
          data-column={column.id}
          className={at === lit ? 'lit' : undefined}
        >
          <Cell
            label={t('privacy.cell', { row: row.label, column: columnName(t, column) })}
            value={row.valueOf(column)}
            options={row.options}
            moot={row.isMoot(column)}
            tabbable={index === active.row && at === active.column}
            onChange={(value) => row.choose(accountId, column, value)}
          />
        </td>
      ))}
    </tr>
  )
}
