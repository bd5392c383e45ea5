import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { FuzzInput } from '../fuzz-target.js'
import { mutatedTexts } from './mutated-texts.js'
import { valuesFromSchema } from './values-from-schema.js'

const SCHEMA = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'protocol', 'assets', 'app-server.schema.json')
const HELLO = '{"id":0,"method":"initialize","params":{"clientInfo":{"name":"fuzz","version":"1"}}}'

/** What a client sends the app server: calls by the published schema, with wrong values among them, and damaged texts. */
export function appServerInputs(): fc.Arbitrary<FuzzInput> {
  const calls = Object.entries(readMethods()).map(([method, schema]) =>
    fc.tuple(fc.nat({ max: 9 }), valuesFromSchema(isRecord(schema) ? paramsOf(schema) : {})).map(([id, params]) =>
      // A value that JSON has no form for ends as a missing member.
      JSON.stringify({ id, method, params }),
    ),
  )
  const call = fc.oneof(...calls)
  const damaged = fc.sample(call, { seed: 1, numRuns: 60 })
  const text = fc.oneof({ weight: 4, arbitrary: call }, { weight: 1, arbitrary: mutatedTexts(damaged) })
  return fc
    .tuple(fc.nat({ max: 9 }), fc.array(text, { minLength: 1, maxLength: 8 }))
    .map(([dice, texts]) => (dice === 0 ? texts : [HELLO, ...texts]))
}

function paramsOf(method: JsonObject): unknown {
  return isRecord(method['properties']) ? method['properties']['params'] : {}
}

function readMethods(): JsonObject {
  const schema = decodeJsonObject(readFileSync(SCHEMA, 'utf8'))
  const properties = isRecord(schema?.['properties']) ? schema['properties'] : {}
  const methods = isRecord(properties['methods']) ? properties['methods']['properties'] : undefined
  if (!isRecord(methods)) throw new TypeError('the published schema of the app server has no methods')
  return methods
}
