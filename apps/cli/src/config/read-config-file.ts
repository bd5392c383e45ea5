import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ParleyError } from '@parley/wire'
import type { ParleyConfig } from './config-schema.js'
import { decodeConfig } from './decode-config.js'
import { loadCodeConfig } from './load-code-config.js'
import { parseJsonFile } from './parse-json-file.js'
import { resolveConfigPaths } from './resolve-config-paths.js'

/** The text of a file that must be there. */
export async function readConfigText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = isMissing(cause) ? 'does not exist' : 'cannot be read'
    throw new ParleyError('config', `The configuration file ${file} ${reason}`, { cause })
  })
}

/** Undefined where there is no such file. */
export async function readTextIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) return undefined
    throw new ParleyError('config', `The configuration file ${file} cannot be read`, { cause })
  })
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
