import type { AccountId } from '#contract/account'
import { type Column, type Detail, details, type Reach } from '#contract/privacy'
import type { T } from '../i18n.ts'
import { act } from '../store/actions.ts'
import {
  type CellOption,
  grantOf,
  grantOptions,
  grantValue,
  handlingOf,
  handlingOptions,
  handlingValue,
  messageOptions,
  otherwiseOptions,
  ringOptions,
} from './words.ts'

/** The rows of the matrix: what each shows of a column, and what a choice does. */

export type RowId = 'handling' | Detail | 'ring' | 'otherwise' | 'messages'

export type Row = {
  readonly id: RowId
  readonly label: string
  readonly options: readonly CellOption[]
  readonly valueOf: (column: Column) => string
  /** nothing of it counts, because of another row */
  readonly isMoot: (column: Column) => boolean
  readonly choose: (accountId: AccountId, column: Column, value: string) => void
}

const isShut = ({ view: { handling } }: Column): boolean => handling === 'block' || handling === 'polite-block'

export function seeRows(t: T): readonly Row[] {
  return [
    {
      id: 'handling',
      label: t('privacy.row.handling'),
      options: handlingOptions(t),
      valueOf: ({ view }) => handlingValue(view.handling, view.when),
      isMoot: () => false,
      choose: (accountId, column, value) =>
        void act('privacy.setHandling', { accountId, column: column.id, ...handlingOf(value) }),
    },
    ...details.map(
      (detail): Row => ({
        id: detail,
        label: t(`privacy.row.${detail}`),
        options: grantOptions(t, detail),
        valueOf: ({ view }) => grantValue(view.details[detail]),
        isMoot: isShut,
        choose: (accountId, column, value) =>
          void act('privacy.setDetail', { accountId, column: column.id, detail, grant: grantOf(value) }),
      }),
    ),
  ]
}

export function reachRows(t: T): readonly Row[] {
  const reach =
    (part: (value: string) => Partial<Reach>): Row['choose'] =>
    (accountId, column, value) =>
      void act('privacy.setReach', {
        accountId,
        column: column.id,
        reach: { ...column.view.reach, ...part(value) },
      })
  return [
    {
      id: 'ring',
      label: t('privacy.row.ring'),
      options: ringOptions(t),
      valueOf: ({ view }) => view.reach.ring,
      isMoot: () => false,
      choose: reach((value) => ({ ring: value as Reach['ring'] })),
    },
    {
      id: 'otherwise',
      label: t('privacy.row.otherwise'),
      options: otherwiseOptions(t),
      valueOf: ({ view }) => view.reach.otherwise,
      isMoot: ({ view }) => view.reach.ring === 'always',
      choose: reach((value) => ({ otherwise: value as Reach['otherwise'] })),
    },
    {
      id: 'messages',
      label: t('privacy.row.messages'),
      options: messageOptions(t),
      valueOf: ({ view }) => (view.reach.quietMessages ? 'silent' : 'sound'),
      isMoot: () => false,
      choose: reach((value) => ({ quietMessages: value === 'silent' })),
    },
  ]
}
