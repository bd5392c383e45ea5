import { defineConfig } from 'vite'

/** Worklets are loaded by their address, so theirs stay the same; everything else carries its hash. */
const WORKLETS = ['capture-worklet', 'playback-worklet']

export default defineConfig({
  logLevel: 'warn',
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    // The gateway's policy allows no inline script and no data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rollupOptions: {
      input: {
        index: 'index.html',
        ...Object.fromEntries(WORKLETS.map((name) => [name, `src/audio/${name}.ts`])),
      },
      output: {
        entryFileNames: ({ name }) => (WORKLETS.includes(name) ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
