const step = 14
const deepest = 5

/** How far in something of a level stands; beyond the fifth it would leave no room for names. */
export const indentOf = (level: number): number => (Math.min(level, deepest) - 1) * step
