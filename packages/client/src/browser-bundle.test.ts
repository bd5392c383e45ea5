import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const MAX_GZIP_BYTES = 30 * 1024

interface Bundle {
  readonly inputs: readonly string[]
  readonly size: number
  readonly gzipBytes: number
}

async function bundle(contents: string): Promise<Bundle> {
  const result = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    ...{ bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser' },
    ...{ conditions: ['browser'], logLevel: 'silent' },
  })
  const code = result.outputFiles[0]?.contents ?? assert.fail('nothing was built')
  const gzipBytes = gzipSync(code, { level: 9 }).length
  return { inputs: Object.keys(result.metafile.inputs), size: code.length, gzipBytes }
}

test(
  'client: in a browser it is at most 30 KB gzipped, all in, and nothing of Node gets there',
  { timeout: 60_000 },
  async (context) => {
    const { inputs, size, gzipBytes } = await bundle(
      "import { RealtimeClient } from '@parley/client'; globalThis.RealtimeClient = RealtimeClient",
    )
    assert.deepEqual(
      inputs.filter((path) => /node:|node_modules\/ws\/|\/node\//.test(path)),
      [],
    )
    assert.ok(inputs.some((path) => path.endsWith('browser/websocket-transport.js')))
    context.diagnostic(`${String(size)} bytes minified, ${String(gzipBytes)} gzipped`)
    assert.ok(gzipBytes <= MAX_GZIP_BYTES, `${String(gzipBytes)} bytes gzipped`)
  },
)

test('browser call: calls add at most 3 KB gzipped to the client', { timeout: 60_000 }, async (context) => {
  const client = await bundle("import { RealtimeClient } from '@parley/client'; globalThis.it = RealtimeClient")
  const both = await bundle(
    "import { RealtimeClient } from '@parley/client'; import { openBrowserCall } from '@parley/client/browser'; globalThis.it = [RealtimeClient, openBrowserCall]",
  )
  const added = both.gzipBytes - client.gzipBytes
  context.diagnostic(`${String(added)} bytes gzipped`)
  assert.ok(added > 0 && added <= 3 * 1024, `${String(added)} bytes gzipped`)
})
