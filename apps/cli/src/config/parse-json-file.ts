import { ParleyError } from '@parley/wire'

/** JSON text → value. Throws `config` with the file, the line and the column where it stops being JSON. */
export async function parseJsonFile(text: string, file: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return value
  } catch (cause) {
    const { place, reason } = await locate(text)
    throw new ParleyError('config', `${file}${place} is no JSON: ${reason}`, { cause })
  }
}

async function locate(text: string): Promise<{ readonly place: string; readonly reason: string }> {
  if (text.trim() === '') return { place: '', reason: 'it is empty; {} is the shortest configuration' }
  const { parse } = await import('@humanwhocodes/momoa')
  try {
    parse(text, { mode: 'json' })
    return { place: '', reason: 'it cannot be parsed' }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { line, column } = { line: undefined, column: undefined, ...error }
    const reason = error.message.replace(/\s*\(\d+:\d+\)\.?$/, '')
    return { place: line === undefined ? '' : `:${String(line)}:${String(column)}`, reason }
  }
}
