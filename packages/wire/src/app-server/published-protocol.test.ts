import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { JsonSchema } from '@valibot/to-json-schema'
import { compile } from 'json-schema-to-typescript'
import type { JSONSchema } from 'json-schema-to-typescript'
import { format, resolveConfig } from 'prettier'
import type { GenericSchema } from 'valibot'
import { appServerMethods, appServerNotifications } from './app-server-protocol.js'

const FOLDER = fileURLToPath(new URL('../../../../docs/protocol/', import.meta.url))
/** Set it to write the pages anew: `PARLEY_WRITE_PROTOCOL=1 node --test <this file>`. */
const isWriting = process.env['PARLEY_WRITE_PROTOCOL'] === '1'

/** What stands in the code as a check that no JSON Schema can say is said as its type. */
function schemaOf(schema: GenericSchema, typeMode: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode,
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : undefined),
    overrideAction: ({ valibotAction }) => (valibotAction.type === 'safe_integer' ? { type: 'integer' } : undefined),
  })
  return rest
}

/** Params as clients may write them, results and notifications as the gateway writes them. */
function publishedSchema() {
  const methods: readonly (readonly [string, unknown])[] = Object.entries(appServerMethods).map(
    ([name, { params, result }]) => [
      name,
      object({ params: schemaOf(params, 'input'), result: schemaOf(result, 'output') }),
    ],
  )
  const notifications: readonly (readonly [string, unknown])[] = Object.entries(appServerNotifications).map(
    ([name, params]) => [name, schemaOf(params, 'output')],
  )
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'AppServerProtocol',
    description: 'The JSON-RPC protocol of the gateway: methods by name with params and result, notifications by name.',
    ...object({
      methods: object(Object.fromEntries<unknown>(methods)),
      notifications: object(Object.fromEntries<unknown>(notifications)),
    }),
  }
}

function object(properties: Readonly<Record<string, unknown>>) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } as const
}

function decodeSchema(text: string): JSONSchema {
  return JSON.parse(text) as JSONSchema
}

async function assertPublished(name: string, written: string): Promise<void> {
  const text = await format(written, { ...(await resolveConfig(FOLDER + name)), filepath: FOLDER + name })
  if (isWriting) await writeFile(FOLDER + name, text)
  const published = await readFile(FOLDER + name, 'utf8')
  assert.ok(published === text, `docs/protocol/${name} is not what the code says; write it anew (see this test)`)
}

test('app server: the published JSON Schema is what the code says', async () => {
  await assertPublished('assets/app-server.schema.json', JSON.stringify(publishedSchema()))
})

test('app server: the published TypeScript types are what the code says', async () => {
  const types = await compile(decodeSchema(JSON.stringify(publishedSchema())), 'AppServerProtocol', {
    bannerComment: '// Written from the schemas in packages/wire/src/app-server; a test keeps it equal to them.',
    additionalProperties: false,
    format: false,
  })
  await assertPublished('assets/app-server.d.ts', types)
})

test('app server: every method and every notification is named in the published page', async () => {
  const page = await readFile(`${FOLDER}app-server.md`, 'utf8')
  const names = [...Object.keys(appServerMethods), ...Object.keys(appServerNotifications)]
  assert.deepEqual(
    names.filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})
