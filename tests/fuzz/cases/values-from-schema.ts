import fc from 'fast-check'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'

/** Ids that the conversations of the attacked process have, and some that they have not. */
const ids = fc.constantFrom('c1', 'c2', 'c3', 'c4', '', '__proto__', 'c1/../c2', 'x'.repeat(300))
const words = fc.oneof(
  fc.constantFrom(
    '',
    'list the files',
    '/',
    '/nowhere/at all',
    'a'.repeat(5000),
    '\0',
    '</input>',
    '\ud800',
    'v=0\r\n',
  ),
  fc.string(),
)
const anything = fc.jsonValue({ maxDepth: 3 })

/** Values of a JSON Schema as this project publishes it; about every eighth value is of another kind. */
export function valuesFromSchema(schema: unknown, name = ''): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 7, arbitrary: fittingValues(schema, name) }, { weight: 1, arbitrary: anything })
}

function fittingValues(schema: unknown, name: string): fc.Arbitrary<unknown> {
  if (!isRecord(schema)) return anything
  const { type, anyOf, enum: choices, const: only } = schema
  if (Array.isArray(anyOf) && anyOf.length > 0) {
    return fc.oneof(...anyOf.map((each) => valuesFromSchema(each, name)))
  }
  if (Array.isArray(choices) && choices.length > 0)
    return fc.nat({ max: choices.length - 1 }).map((index): unknown => choices[index])
  if (only !== undefined) return fc.constant(only)
  switch (type) {
    case 'object':
      return objectsFrom(schema)
    case 'array':
      return fc.array(valuesFromSchema(schema['items']), { maxLength: 4 })
    case 'string':
      return /id$/i.test(name) ? fc.oneof({ weight: 4, arbitrary: ids }, { weight: 1, arbitrary: words }) : words
    case 'number':
    case 'integer':
      return fc.oneof(fc.constantFrom(0, -1, 1, 8000, 24_000, 2 ** 53, 1e308, 0.5), fc.integer())
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return anything
  }
}

function objectsFrom({ properties, required }: JsonObject): fc.Arbitrary<unknown> {
  if (!isRecord(properties)) return fc.dictionary(fc.string(), anything, { maxKeys: 4 })
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  const members = Object.entries(properties).map(([name, schema]) => {
    const value = valuesFromSchema(schema, name)
    return [name, needed.includes(name) ? value : fc.option(value, { nil: undefined })] as const
  })
  return fc.record(Object.fromEntries(members)).map((value) => value)
}
