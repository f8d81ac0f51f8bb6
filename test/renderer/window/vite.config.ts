import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

/** Shows the screens with the people of the design, in any browser: see page.ts. */
export default defineConfig({
  root,
  plugins: [react()],
  resolve: {
    alias: [{ find: /^#contract\/(.*)$/, replacement: resolve(root, 'electron/contract/$1.ts') }],
  },
})
