/** People as files carry them, whatever the format. */
export type Card = {
  readonly name: string
  /** as written; the preferred first */
  readonly addresses: readonly { readonly uri: string; readonly label: string | null }[]
  /** names of the groups, each from the outermost in */
  readonly groups: readonly (readonly string[])[]
  readonly notes: string
  readonly favourite: boolean
}

export type CardToWrite = Card & { readonly id: string }

export const mostCards = 20_000

/** A group in a group is written in one name, as a person would. */
const between = ' / '
export const groupPath = (name: string): readonly string[] =>
  name
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '')
export const groupName = (path: readonly string[]): string => path.join(between)
