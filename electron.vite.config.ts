import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname
const contract = { find: /^#contract\/(.*)$/, replacement: resolve(here, 'electron/contract/$1.ts') }

export default defineConfig({
  main: {
    resolve: { alias: [contract] },
    build: {
      outDir: 'dist/main',
      target: 'node20.18',
      externalizeDeps: true,
      rollupOptions: {
        input: {
          main: resolve(here, 'electron/main.ts'),
          cli: resolve(here, 'electron/cli.ts'),
          'almanac-worker': resolve(here, 'electron/calendar/almanac-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias: [contract] },
    build: {
      outDir: 'dist/preload',
      target: 'node20.18',
      rollupOptions: {
        input: {
          preload: resolve(here, 'electron/preload.ts'),
          'preload-media': resolve(here, 'electron/preload-media.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    resolve: { alias: [contract] },
    plugins: [react()],
    build: {
      outDir: resolve(here, 'dist/renderer'),
      target: 'chrome130',
      minify: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: {
        input: {
          index: resolve(here, 'renderer/index.html'),
          media: resolve(here, 'renderer/media-host/index.html'),
          toast: resolve(here, 'renderer/call-toast/index.html'),
        },
      },
    },
  },
})
