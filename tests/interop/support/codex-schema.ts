import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import type { AnySchema } from 'ajv'
import { isRecord } from '@parley/wire'

/** The JSON Schema that the Codex program prints of its own protocol. */
export interface CodexSchema {
  /** What is wrong with a value by the schema of this file, as the program names it; nothing for a valid one. */
  faults(file: string, value: unknown): Promise<readonly string[]>
  close(): Promise<void>
}

export async function openCodexSchema(script: string): Promise<CodexSchema> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-codex-schema-'))
  const args = [script, 'app-server', 'generate-json-schema', '--experimental', '--out', folder]
  const run = spawnSync(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: folder, CODEX_HOME: folder },
  })
  if (run.status !== 0) throw new Error(`codex printed no schema: ${String(run.stderr).slice(0, 400)}`)
  // Its formats (uint32, int64) say how the program stores numbers.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false })
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  return {
    async faults(file, value) {
      const known = compiled.get(file)
      const validate = known ?? ajv.compile(await readSchema(join(folder, `${file}.json`)))
      compiled.set(file, validate)
      if (validate(value)) return []
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function readSchema(path: string): Promise<AnySchema> {
  const schema: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!isRecord(schema)) throw new Error(`${path} is no JSON Schema`)
  return schema
}
