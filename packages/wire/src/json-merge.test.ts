import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { mergeJson, toCamelCase, toSnakeCaseKeys } from './json-merge.js'
import { decodeJsonObject } from './json-object.js'
import type { JsonObject } from './json-object.js'
import { jsonValues } from './testing/hostile-values.js'

const names = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string())
const objects: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(names, fc.oneof(jsonValues(), fc.dictionary(names, jsonValues(), { noNullPrototype: true }))))
  .map((entries) => Object.fromEntries(entries))

const parse = (text: string): JsonObject => decodeJsonObject(text) ?? assert.fail(text)

describe('mergeJson', () => {
  test('merges objects field by field and replaces everything else', () => {
    const base = { a: { x: 1, y: [1, 2] }, b: { z: 1 }, c: 1, d: 1 }
    const patch = { a: { y: [3] }, b: null, c: { w: 1 }, e: 1 }
    assert.deepEqual(mergeJson(base, patch), { a: { x: 1, y: [3] }, b: null, c: { w: 1 }, d: 1, e: 1 })
  })

  test('leaves out what is undefined', () => {
    assert.deepEqual(mergeJson({ a: 1 }, { a: undefined, b: undefined }), { a: 1 })
  })

  test('nothing over an object, and an object over nothing, is that object', () => {
    fc.assert(
      fc.property(objects, (object) => {
        assert.deepEqual(mergeJson(object, {}), object)
        assert.deepEqual(mergeJson({}, object), object)
      }),
    )
  })

  test('the same patch twice changes nothing more', () => {
    fc.assert(
      fc.property(objects, objects, (base, patch) => {
        const once = mergeJson(base, patch)
        assert.deepEqual(mergeJson(once, patch), once)
      }),
    )
  })

  test('changes neither argument', () => {
    fc.assert(
      fc.property(objects, objects, (base, patch) => {
        const before = structuredClone([base, patch])
        mergeJson(base, patch)
        assert.deepEqual([base, patch], before)
      }),
    )
  })

  test('__proto__ is a key like any other and reaches no prototype', () => {
    const evil = parse('{"__proto__":{"polluted":true},"a":{"constructor":{"prototype":{"polluted":true}}}}')
    const merged = mergeJson(mergeJson({ a: {} }, evil), evil)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.equal(Object.getPrototypeOf(merged), Object.prototype)
    assert.equal(Reflect.get(merged, 'polluted'), undefined)
    assert.ok(Object.hasOwn(merged, '__proto__'))
  })
})

describe('names of fields', () => {
  test('become snake_case on the way out and camelCase on the way in', () => {
    assert.deepEqual(toSnakeCaseKeys({ silenceDurationMs: 300, type: 'x', already_so: 1 }), {
      silence_duration_ms: 300,
      type: 'x',
      already_so: 1,
    })
    assert.equal(toCamelCase('audio_end_ms'), 'audioEndMs')
    assert.equal(toCamelCase('item'), 'item')
  })

  test('that are snake_case come back through camelCase', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (parts) => {
        const name = parts.join('_')
        assert.deepEqual(Object.keys(toSnakeCaseKeys({ [toCamelCase(name)]: 1 })), [name])
      }),
    )
  })
})
