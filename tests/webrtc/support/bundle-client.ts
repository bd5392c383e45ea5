import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ENTRY = `export { RealtimeClient } from '@parley/client'
export { openBrowserCall } from '@parley/client/browser'`

/** Writes Parley's client as a page would get it: `client.js` in that folder. */
export async function bundleClient(folder: string): Promise<void> {
  await build({
    stdin: { contents: ENTRY, resolveDir: fileURLToPath(new URL('../../../', import.meta.url)) },
    ...{ bundle: true, format: 'esm', platform: 'browser', conditions: ['browser'], logLevel: 'silent' },
    outfile: `${folder}/client.js`,
  })
}
