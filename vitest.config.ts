import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const contract = { find: /^#contract\/(.*)$/, replacement: resolve(import.meta.dirname, 'electron/contract/$1.ts') }
const alias = [contract]

/** What waits for windows may be late once on a busy machine: it is tried a second time, and scripts/test.mjs says so with the
 *  first failure; files of interop and desktop are run again there as a whole. What is pure is not. */
const retry = 1

/** unit: pure code and services in plain Node, all that the others have not; ui: components in jsdom; flows: the Softphone on fakes;
 *  interop: real servers; desktop: the real Electron app. Run one with `npx vitest run --project NAME`.
 *  The time limits end what hangs; they are several times what the longest test takes on a busy machine. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{renderer,flows,interop,lab,desktop}/**'],
          environment: 'node',
          setupFiles: ['test/random.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        resolve: { alias },
        test: {
          name: 'ui',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['test/random.ts', 'test/renderer/setup.ts'],
          testTimeout: 40_000,
          hookTimeout: 40_000,
          retry,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/random.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          retry,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'interop',
          include: ['test/{interop,lab}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'desktop',
          include: ['test/desktop/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
