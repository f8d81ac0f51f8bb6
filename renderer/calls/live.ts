import type { Call } from '#contract/calls'

const isLive = (call: Call): boolean => call.phase !== 'ended'

/** Live calls but one, the oldest first. */
export const othersThan = (calls: Readonly<Record<string, Call>>, id: string | null): readonly Call[] =>
  Object.values(calls)
    .filter((call) => call.id !== id && isLive(call))
    .sort((a, b) => a.startedAt - b.startedAt)
