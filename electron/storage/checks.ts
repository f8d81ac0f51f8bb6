/**
 * Checks of values that were read from a file, as functions that combine. The schema library of the commands does more and
 * takes 40 ms to load, which would stand between the click and the roster.
 */

/** What a check answers when the value is wrong. */
export const wrong: unique symbol = Symbol('wrong')

/** The value, checked and perhaps mended, or `wrong`. A missing value is `undefined`. */
export type Check = (value: unknown) => unknown

export const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? value : wrong

export const text =
  (pattern: RegExp | null = null, longest = Number.POSITIVE_INFINITY): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest && (pattern === null || pattern.test(value)) ? value : wrong

export const yesOrNo: Check = (value) => (typeof value === 'boolean' ? value : wrong)

export const number =
  (least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Check =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most ? value : wrong

export const wholeNumber =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) ? number(least, most)(value) : wrong

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value)

export const orMissing =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value)

export const everyOf =
  (entry: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return wrong
    const checked = value.map(entry)
    return checked.includes(wrong) ? wrong : checked
  }

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Each field by its check; fields that are not named stay as they are. */
export const object =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isRecord(value)) return wrong
    const checked: Record<string, unknown> = { ...value }
    for (const [key, check] of Object.entries(checks)) {
      const field = check(value[key])
      if (field === wrong) return wrong
      if (field !== undefined) checked[key] = field
    }
    return checked
  }
