import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import * as inNode from './base64.js'
import { anyText } from '../testing/hostile-values.js'

/** The module as another engine would load it: without Node's buffers, and with or without `Uint8Array.fromBase64`. */
async function decodeModuleOf(engine: string, fromBase64: unknown): Promise<typeof inNode> {
  const buffer: unknown = Reflect.get(globalThis, 'Buffer')
  Reflect.set(globalThis, 'Buffer', undefined)
  if (fromBase64 !== undefined) Reflect.set(Uint8Array, 'fromBase64', fromBase64)
  try {
    return (await import(`./base64.js?${engine}`)) as typeof inNode
  } finally {
    Reflect.set(globalThis, 'Buffer', buffer)
    Reflect.deleteProperty(Uint8Array, 'fromBase64')
  }
}

const likeAnEngine = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))

const engines: readonly (readonly [string, typeof inNode])[] = [
  ['Node', inNode],
  ['an old browser', await decodeModuleOf('old-browser', undefined)],
  ['a new browser', await decodeModuleOf('new-browser', likeAnEngine)],
]

const invalid = [
  'A',
  'AA=',
  'AAA==',
  'A===',
  '=',
  '====',
  'AA==AAAA',
  'AA AA',
  'AAAA\n',
  '-_AA',
  'AA+é',
  'ŁAAA',
  '<no>',
  '\0',
]

for (const [engine, { decodeBase64, encodeBase64, isBase64 }] of engines) {
  describe(`base64 in ${engine}`, () => {
    test('decodes to what was encoded', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          assert.deepEqual([...(decodeBase64(encodeBase64(bytes)) ?? assert.fail())], [...bytes])
        }),
      )
    })

    test('is the standard alphabet with padding', () => {
      assert.equal(encodeBase64(Uint8Array.of(0xfb, 0xff, 0xfe, 0x61)), '+//+YQ==')
      assert.equal(encodeBase64(new Uint8Array(0)), '')
    })

    test('padding may be missing', () => {
      assert.deepEqual([...(decodeBase64('YQ') ?? [])], [0x61])
      assert.deepEqual([...(decodeBase64('YWI') ?? [])], [0x61, 0x62])
    })

    for (const text of invalid) {
      test(`${JSON.stringify(text)} is none`, () => {
        assert.equal(decodeBase64(text), undefined)
        assert.equal(isBase64(text), false)
      })
    }

    test('any text is decoded or refused, as in Node', () => {
      const texts = fc.oneof(anyText(), fc.stringMatching(/^[A-Za-z0-9+/=_ -]{0,12}$/))
      fc.assert(
        fc.property(texts, (text) => {
          assert.equal(decodeBase64(text)?.join(), inNode.decodeBase64(text)?.join())
        }),
        { numRuns: 500 },
      )
    })

    test('bytes begin where 16-bit samples can', () => {
      for (let size = 0; size < 50; size++) {
        assert.equal((decodeBase64(encodeBase64(new Uint8Array(size)))?.byteOffset ?? 1) % 2, 0)
      }
    })

    test('a megabyte goes through', () => {
      const bytes = new Uint8Array(1_000_000).fill(7)
      assert.equal(decodeBase64(encodeBase64(bytes))?.length, bytes.length)
    })
  })
}

after(() => assert.equal(Reflect.has(Uint8Array, 'fromBase64'), false))
