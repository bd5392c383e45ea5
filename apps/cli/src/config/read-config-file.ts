import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ParleyError } from '@parley/wire'
import type { ParleyConfig } from './config-schema.js'
import { decodeConfig } from './decode-config.js'
import { loadCodeConfig } from './load-code-config.js'
import { parseJsonFile } from './parse-json-file.js'
import { resolveConfigPaths } from './resolve-config-paths.js'

/** Far more than anybody writes by hand. */
const MAX_BYTES = 1024 * 1024

/** The text of a file that must be there. */
export async function readConfigText(file: string): Promise<string> {
  const text = await readTextIfThere(file)
  if (text === undefined) throw new ParleyError('config', `The configuration file ${file} does not exist`)
  return text
}

/** Undefined where there is no such file. What came with a folder may be anything: a pipe would never end. */
export async function readTextIfThere(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file)
    if (found.isFile() && found.size <= MAX_BYTES) return await readFile(file, 'utf8')
    const reason = found.isFile() ? `is larger than ${String(MAX_BYTES)} bytes` : 'is no file'
    throw new ParleyError('config', `The configuration file ${file} ${reason}`)
  } catch (cause) {
    if (isMissing(cause)) return undefined
    if (cause instanceof ParleyError) throw cause
    throw new ParleyError('config', `The configuration file ${file} cannot be read`, { cause })
  }
}

/** Whether reading the file means running it. */
export function isCodeFile(file: string): boolean {
  return !file.endsWith('.json')
}

/** A file's text → what it says, with its paths made absolute. Code is run: only after it has been trusted. */
export async function configFromText(text: string, file: string, homeDirectory: string): Promise<ParleyConfig> {
  const value = isCodeFile(file) ? await loadCodeConfig(text, file) : await parseJsonFile(text, file)
  return resolveConfigPaths(decodeConfig(value, file), dirname(file), homeDirectory)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
}
