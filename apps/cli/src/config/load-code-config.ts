import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord, ParleyError } from '@parley/wire'

/**
 * Runs a configuration that is a program (`.ts`, `.mts`, `.js`, `.mjs`) and gives back what it exports by default. It runs
 * exactly `source`, which somebody has trusted: the file is not read again.
 */
export async function loadCodeConfig(source: string, file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(file, {
    fsCache: false,
    // So that `defineConfig` is found where Parley is not installed beside the file.
    alias: { '@parley/cli': fileURLToPath(new URL('../index.js', import.meta.url)) },
  })
  try {
    const loaded: unknown = await jiti.evalModule(source, { filename: file, ext: extname(file), async: true })
    return withoutUndefined(await defaultExport(loaded, file))
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ParleyError('config', `${file} could not be run: ${reason}`, { cause })
  }
}

async function defaultExport(loaded: unknown, file: string): Promise<unknown> {
  if (isRecord(loaded) && 'default' in loaded) return loaded['default']
  throw new ParleyError('config', `${file} has no default export; write: export default defineConfig({ … })`)
}

/** A key that is there and undefined is, in code, a key that is not there. */
function withoutUndefined(value: unknown): unknown {
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutUndefined(item)]))
}
