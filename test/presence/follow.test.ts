import { expect, test } from 'vitest'
import type { Availability, Knowledge } from '#contract/presence'
import {
  type FollowState,
  followFrom,
  followStep,
  type Look,
  lookAt,
  settlingTime,
} from '../../electron/presence/follow.ts'

const confirmedAt = 0
const now = (availability: Availability): { availability: Availability; knowledge: Knowledge } => ({
  availability,
  knowledge: { kind: 'current', confirmedAt },
})

test.each<[string, Parameters<typeof lookAt>[0], Look]>([
  ['available', now('available'), 'free'],
  ['busy', now('busy'), 'not-free'],
  ['on the phone', now('phone'), 'not-free'],
  ['offline', now('offline'), 'not-free'],
  ['current, but without a word', now('unknown'), 'not-known'],
  [
    'available when the link was lost',
    { ...now('available'), knowledge: { kind: 'last-known', at: 0, cause: 'link' } },
    'not-known',
  ],
  [
    'busy when the link was lost',
    { ...now('busy'), knowledge: { kind: 'last-known', at: 0, cause: 'link' } },
    'not-known',
  ],
  ['asked for', { ...now('unknown'), knowledge: { kind: 'asking' } }, 'not-known'],
  ['not decided yet', { ...now('unknown'), knowledge: { kind: 'waiting-for-permission', since: 0 } }, 'not-known'],
  ['signed off', { ...now('unknown'), knowledge: { kind: 'nothing-shared', confirmedAt } }, 'not-free'],
])('somebody who is %s looks %s', (_what, person, look) => {
  expect(lookAt(person)).toBe(look)
})

/** Runs looks at seconds, each followed by the timer it asked for; returns the seconds at which it rang. */
function rings(begin: Look, looks: readonly (readonly [number, Look])[]): readonly number[] {
  const rung: number[] = []
  let state: FollowState = followFrom(begin)
  looks.forEach(([at, look], index) => {
    let time = at * 1000
    const next = (looks[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) * 1000
    for (;;) {
      const step = followStep(state, look, time)
      state = step.state
      if (step.ring) rung.push(time / 1000)
      if (step.lookAgainAt === null || step.lookAgainAt >= next) break
      time = step.lookAgainAt
    }
  })
  return rung
}

const settling = settlingTime / 1000
const flapping = Array.from({ length: 20 }, (_, i): readonly [number, Look] => [
  100 + i * 5,
  i % 2 ? 'not-free' : 'free',
])
const reconnecting = Array.from({ length: 20 }, (_, i): readonly [number, Look] => [
  100 + i * 60,
  i % 2 ? 'free' : 'not-known',
])

test.each<[string, Look, readonly (readonly [number, Look])[], readonly number[]]>([
  ['busy, then free', 'not-free', [[100, 'free']], [100 + settling]],
  [
    'free for a moment',
    'not-free',
    [
      [100, 'free'],
      [100 + settling - 1, 'not-free'],
    ],
    [],
  ],
  ['flapping every five seconds', 'not-free', flapping, []],
  ['flapping, then free', 'not-free', [...flapping, [300, 'free']], [300 + settling]],
  ['free all the time while the link comes and goes', 'free', reconnecting, []],
  [
    'busy, the link goes, and comes back free',
    'not-free',
    [
      [50, 'not-known'],
      [100, 'free'],
    ],
    [100 + settling],
  ],
  [
    'known to be free, then lost before it settled',
    'not-free',
    [
      [100, 'free'],
      [105, 'not-known'],
      [200, 'free'],
    ],
    [200 + settling],
  ],
  [
    'free when it was asked for: the next time counts',
    'free',
    [
      [100, 'free'],
      [200, 'not-free'],
      [300, 'free'],
    ],
    [300 + settling],
  ],
  [
    'free, away for a moment, free',
    'free',
    [
      [100, 'not-free'],
      [105, 'free'],
    ],
    [],
  ],
  ['not known when it was asked for, then free', 'not-known', [[100, 'free']], [100 + settling]],
  [
    'two times',
    'not-free',
    [
      [100, 'free'],
      [200, 'not-free'],
      [300, 'free'],
    ],
    [100 + settling, 300 + settling],
  ],
])('%s', (_what, begin, looks, rung) => {
  expect(rings(begin, looks)).toEqual(rung)
})
