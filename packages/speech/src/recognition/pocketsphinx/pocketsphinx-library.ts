import { ParleyError } from '@parley/wire'
import type { PocketSphinxFiles } from './find-pocketsphinx.js'

/** A pointer of the C library. */
type Handle = unknown

/** The functions of PocketSphinx 0.8 (Debian 12's `0.8+5prealpha`) that are used. 0 is success where a number is returned. */
export interface PocketSphinxLibrary {
  ps_args(): Handle
  cmd_ln_parse_r(before: null, definitions: Handle, count: number, values: readonly string[], isStrict: number): Handle
  err_set_logfile(path: string): number
  ps_init(configuration: Handle): Handle
  ps_start_stream(decoder: Handle): number
  ps_start_utt(decoder: Handle): number
  ps_process_raw(
    decoder: Handle,
    samples: Int16Array,
    count: number,
    isWithoutSearch: number,
    isWholeUtterance: number,
  ): number
  ps_end_utt(decoder: Handle): number
  ps_get_hyp(decoder: Handle, score: null): string | null
}

const POCKETSPHINX_FUNCTIONS = [
  'void *ps_args()',
  'void *ps_init(void *configuration)',
  'int ps_start_stream(void *decoder)',
  'int ps_start_utt(void *decoder)',
  'int ps_process_raw(void *decoder, int16_t *samples, size_t count, int isWithoutSearch, int isWholeUtterance)',
  'int ps_end_utt(void *decoder)',
  'str ps_get_hyp(void *decoder, void *score)',
]
const BASE_FUNCTIONS = [
  'void *cmd_ln_parse_r(void *before, void *definitions, int count, char **values, int isStrict)',
  'int err_set_logfile(const char *path)',
]

/** Binds the library. Rejects with a `ParleyError` (`unavailable`) where koffi or the right version is missing. */
export async function loadPocketSphinxLibrary(files: PocketSphinxFiles): Promise<PocketSphinxLibrary> {
  const koffi = await loadKoffi()
  try {
    const base = files.baseLibrary === undefined ? undefined : koffi.load(files.baseLibrary, { global: true })
    const library = koffi.load(files.library)
    if (base === undefined || hasFunction(library, 'int ps_activate_search(void *decoder, str name)')) {
      throw new ParleyError(
        'unavailable',
        `${files.library} is PocketSphinx 5; only version 0.8 (Debian 12) is supported.`,
      )
    }
    return decodeLibrary({ ...bind(library, POCKETSPHINX_FUNCTIONS), ...bind(base, BASE_FUNCTIONS) })
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    throw new ParleyError('unavailable', `${files.library} could not be bound: ${String(cause)}`, { cause })
  }
}

interface KoffiLibrary {
  func(declaration: string): unknown
}

interface Koffi {
  load(path: string, options?: { readonly global: boolean }): KoffiLibrary
}

async function loadKoffi(): Promise<Koffi> {
  try {
    const module: { default: unknown } = await import('koffi')
    return decodeKoffi(module.default)
  } catch (cause) {
    throw new ParleyError('unavailable', 'The package koffi is not installed; PocketSphinx needs it.', { cause })
  }
}

const decodeKoffi = (value: unknown): Koffi => value as Koffi

const decodeLibrary = (value: unknown): PocketSphinxLibrary => value as PocketSphinxLibrary

function bind(library: KoffiLibrary, declarations: readonly string[]): Record<string, unknown> {
  const nameOf = (declaration: string): string => /(\w+)\(/.exec(declaration)?.[1] ?? ''
  return Object.fromEntries(declarations.map((declaration) => [nameOf(declaration), library.func(declaration)]))
}

function hasFunction(library: KoffiLibrary, declaration: string): boolean {
  try {
    library.func(declaration)
    return true
  } catch {
    return false
  }
}
