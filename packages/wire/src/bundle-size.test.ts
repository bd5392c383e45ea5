import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** Of the browser's 30 KB for client and wire, all in, this much may be wire with its schema library. */
const MAX_BYTES = 18 * 1024

async function gzippedBytes(contents: string): Promise<number> {
  const result = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  return gzipSync(result.outputFiles[0]?.contents ?? assert.fail('no output')).length
}

describe('bundle for browsers', () => {
  test('all of it stays within its budget', async () => {
    const size = await gzippedBytes(`export * from './index.js'`)
    assert.ok(size <= MAX_BYTES, `${size} bytes, at most ${MAX_BYTES}`)
  })

  test('what is not used is not in it', async () => {
    const size = await gzippedBytes(`export { encodePcm16, createFramer } from './index.js'`)
    assert.ok(size <= 1500, `${size} bytes`)
  })
})
