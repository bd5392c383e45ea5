import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const MAX_GZIP_BYTES = 30 * 1024

test(
  'client: in a browser it is at most 30 KB gzipped, all in, and nothing of Node gets there',
  { timeout: 60_000 },
  async (context) => {
    const result = await build({
      stdin: {
        contents: "import { RealtimeClient } from '@parley/client'; globalThis.RealtimeClient = RealtimeClient",
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['browser'],
      logLevel: 'silent',
    })
    const inputs = Object.keys(result.metafile.inputs)
    assert.deepEqual(
      inputs.filter((path) => /node:|node_modules\/ws\/|\/node\//.test(path)),
      [],
    )
    const code = result.outputFiles[0]?.contents ?? assert.fail('nothing was built')
    assert.ok(inputs.some((path) => path.endsWith('browser/websocket-transport.js')))
    const gzipBytes = gzipSync(code, { level: 9 }).length
    context.diagnostic(`${String(code.length)} bytes minified, ${String(gzipBytes)} gzipped`)
    assert.ok(gzipBytes <= MAX_GZIP_BYTES, `${String(gzipBytes)} bytes gzipped`)
  },
)
