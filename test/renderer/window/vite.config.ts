import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

/** Shows the screens with the people of the design, in any browser. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  resolve: {
    alias: [{ find: /^#contract\/(.*)$/, replacement: resolve(root, 'electron/contract/$1.ts') }],
  },
  server: { fs: { allow: [root] } },
  build: { outDir: resolve(root, '.cache/screens'), emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0 },
})
