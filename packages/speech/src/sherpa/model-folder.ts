import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ParleyError } from '@parley/wire'

/** Where people get models, for error messages and documentation. */
export const MODEL_SOURCES = 'https://github.com/k2-fsa/sherpa-onnx/releases (tags asr-models and tts-models)'

/** One file (or folder) that a model consists of. */
export interface ModelPart {
  readonly role: string
  readonly pattern: RegExp
  /** As it is called in the published models, for messages. */
  readonly example: string
}

/** The files by which one kind of model is recognized. */
export interface ModelLayout {
  readonly kind: string
  readonly parts: readonly ModelPart[]
  /** Files that show that it is another kind after all. */
  readonly without?: RegExp
}

/** A folder whose files fit a layout: the path of each part. */
export interface FoundModel {
  readonly kind: string
  readonly folder: string
  /** Complete for the layout's roles. */
  readonly files: Readonly<Record<string, string>>
  readonly names: readonly string[]
}

/**
 * Finds a model of one of the layouts in a folder or in one of its direct subfolders, the earliest layout and name first.
 * Throws a `ParleyError` (`config`) that names what the nearest layout lacks.
 */
export async function findModel(folder: string, layouts: readonly ModelLayout[], purpose: string): Promise<FoundModel> {
  const candidates = await candidateFolders(folder)
  for (const candidate of candidates) {
    for (const layout of layouts) {
      const found = matchLayout(candidate, layout)
      if (found === undefined) continue
      await Promise.all(Object.values(found.files).map(requireModelFile))
      return found
    }
  }
  throw new ParleyError('config', describeNearest(folder, candidates, layouts, purpose))
}

interface Candidate {
  readonly folder: string
  readonly names: readonly string[]
}

async function candidateFolders(folder: string): Promise<Candidate[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new ParleyError('config', `The models folder ${folder} cannot be read.`, { cause })
  })
  const subfolders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const nested = subfolders.sort().map(async (name) => {
    const path = join(folder, name)
    return { folder: path, names: (await readdir(path).catch(() => [])).sort() }
  })
  return [{ folder, names: entries.map(({ name }) => name).sort() }, ...(await Promise.all(nested))]
}

/** Of several files for one part, the quantized one: it is as good and much faster without a graphics card. */
function findPart(names: readonly string[], pattern: RegExp): string | undefined {
  const fitting = names.filter((name) => pattern.test(name))
  return fitting.find((name) => name.includes('int8')) ?? fitting[0]
}

function matchLayout({ folder, names }: Candidate, layout: ModelLayout): FoundModel | undefined {
  const { without } = layout
  if (without !== undefined && names.some((name) => without.test(name))) return undefined
  const files: Record<string, string> = {}
  for (const { role, pattern } of layout.parts) {
    const name = findPart(names, pattern)
    if (name === undefined) return undefined
    files[role] = join(folder, name)
  }
  return { kind: layout.kind, folder, files, names }
}

function describeNearest(
  folder: string,
  candidates: readonly Candidate[],
  layouts: readonly ModelLayout[],
  purpose: string,
): string {
  let nearest = { missing: Infinity, words: '' }
  for (const candidate of candidates) {
    for (const { kind, parts } of layouts) {
      const missing = parts.filter(({ pattern }) => findPart(candidate.names, pattern) === undefined)
      if (missing.length === parts.length || missing.length >= nearest.missing || missing.length === 0) continue
      const examples = missing.map(({ example }) => example).join(', ')
      nearest = { missing: missing.length, words: `${candidate.folder} looks like ${kind} but lacks ${examples}` }
    }
  }
  const reason = nearest.words === '' ? 'It holds no files of a known layout' : nearest.words
  return `No ${purpose} model in ${folder}. ${reason}. Models are at ${MODEL_SOURCES}.`
}

/** A file that is no model aborts the process that loads it, so the plain mistakes are caught here. */
async function requireModelFile(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size === 0) throw new ParleyError('config', `The model file ${path} is empty.`)
  if (!path.endsWith('.onnx')) return
  const start = await readBytes(path, 0, 1)
  // Every ONNX file begins with its version number as field 1.
  if (start[0] !== 0x08) throw new ParleyError('config', `The model file ${path} is not an ONNX model.`)
}

const TAIL_BYTES = 1 << 16

/** What a model says about itself: the folder's name and the text at the end of its main file, where ONNX keeps notes. */
export async function readModelNotes(folder: string, mainFile: string): Promise<string> {
  const { size } = await stat(mainFile)
  const tail = await readBytes(mainFile, Math.max(0, size - TAIL_BYTES), TAIL_BYTES)
  return `${basename(folder).toLowerCase()} ${tail.toString('latin1')}`
}

async function readBytes(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
