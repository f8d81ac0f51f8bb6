import { holdsIn, type Placed, type Policy, type Sphere, viewOf } from './policy.ts'

/** blocked: turned away; unseen: it rings at his end alone. Neither asks for the user's attention. */
export type Ringing = 'ring' | 'silent' | 'decline' | 'blocked' | 'unseen'

/** Whether this person may ring now. Who stands in two columns has the more open one; whom the user blocks does not ring. */
export function mayRing(policy: Policy, { aor, columns }: Placed, sphere: Sphere): Ringing {
  const rule = policy.people.find((each) => each.aor === aor)
  const access = rule?.access
  if (access === 'block') return 'blocked'
  // He is not told that he is blocked: it rings at his end, and nobody answers.
  if (access === 'polite-block') return 'unseen'
  const reaches = rule?.reach ? [rule.reach] : columns.map((column) => viewOf(policy, column).reach)
  if (reaches.some(({ ring }) => ring !== 'never' && holdsIn(ring, sphere))) return 'ring'
  return reaches.some(({ otherwise }) => otherwise === 'silent') ? 'silent' : 'decline'
}

/** Whether messages of this person make no sound now. */
export function isQuiet(policy: Policy, { aor, columns }: Placed, doNotDisturb: boolean): boolean {
  const rule = policy.people.find((each) => each.aor === aor)
  const access = rule?.access
  if (access === 'block' || access === 'polite-block') return true
  if (rule?.reach) return doNotDisturb && rule.reach.quietMessages
  return doNotDisturb && columns.every((column) => viewOf(policy, column).reach.quietMessages)
}
