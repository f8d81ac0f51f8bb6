import type { AccountId } from '#contract/account'
import type { CallRecord } from '#contract/calls'

/** The calls with one person, oldest first. */
export const recordsWith = (
  records: Readonly<Record<string, CallRecord>>,
  accountId: AccountId,
  aor: string,
): readonly CallRecord[] =>
  Object.values(records)
    .filter((record) => record.accountId === accountId && record.aor === aor)
    .sort((a, b) => a.at - b.at)
