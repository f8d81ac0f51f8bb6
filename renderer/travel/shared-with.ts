import type { Column, Privacy } from '#contract/privacy'
import type { T } from '../i18n.ts'

/** To whom "Who sees what" shows journeys, or the city where the user is. */

export type Told = 'trips' | 'place'

const mostNames = 2

const isHidden = ({ view }: Column, what: Told): boolean =>
  view.handling !== 'allow' || view.details[what].level === 'no'
const isWithheld = (privacy: Privacy, what: Told): boolean => privacy.withheld.some(({ detail }) => detail === what)

const nameOf = (t: T, { kind, name }: Column): string =>
  kind === 'others' ? t('travel.share.others') : kind === 'favourites' ? t('travel.share.favourites') : (name ?? '')

/** "Not shown to: Customers, Everyone else." */
export function limitsText(t: T, privacy: Privacy | undefined, what: Told): string {
  if (privacy === undefined) return ''
  if (isWithheld(privacy, what)) return t('travel.share.withheld')
  const names = privacy.columns.filter((column) => isHidden(column, what)).map((column) => nameOf(t, column))
  return names.length === 0 ? '' : t('travel.share.hiddenFrom', { names: names.join(', ') })
}

/** Whatever the switch says, nobody learns of them. */
export const isSharedWithNobody = (privacy: Privacy | undefined): boolean =>
  privacy !== undefined &&
  (isWithheld(privacy, 'trips') ||
    (privacy.columns.every((column) => isHidden(column, 'trips')) &&
      !privacy.people.some(({ extra }) => extra.trips?.level === 'yes')))

/** "Shared with Favourites": a few by their names, more by their number. */
export function sharedText(t: T, privacy: Privacy | undefined): string {
  if (privacy === undefined) return t('travel.shared')
  if (isWithheld(privacy, 'trips')) return t('travel.notSent')
  const shown = privacy.columns.filter((column) => !isHidden(column, 'trips'))
  if (shown.length === privacy.columns.length) return t('travel.shared')
  if (shown.length === 0) return t(isSharedWithNobody(privacy) ? 'travel.sharedNobody' : 'travel.sharedSome')
  return shown.length > mostNames
    ? t('travel.sharedGroups', { count: shown.length })
    : t('travel.sharedWith', { names: new Intl.ListFormat('en-GB').format(shown.map((column) => nameOf(t, column))) })
}
