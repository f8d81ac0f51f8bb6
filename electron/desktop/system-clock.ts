import type { Platform } from '#contract/settings'

/**
 * Whether times are written with am and pm, as the user's system does: by the region of its formats, which need not be that of its
 * language. `locale` as a POSIX environment has it ("en_US.UTF-8") or as BCP 47 does.
 */
export function clockOf(locale: string): Platform['clock'] {
  const tag = locale.replace(/[.@].*$/, '').replaceAll('_', '-')
  if (!/^[a-z]{2,3}(?:-|$)/i.test(tag)) return '24'
  try {
    const { hourCycle } = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions()
    return hourCycle === 'h12' || hourCycle === 'h11' ? '12' : '24'
  } catch {
    return '24'
  }
}

/** POSIX: the first that is set and not empty is the one for times. */
export const localeOfTimes = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['LC_ALL'] || environment['LC_TIME'] || environment['LANG'] || ''
