import { join } from 'node:path'
import { findModel, readModelNotes } from '../../sherpa/model-folder.js'
import type { FoundModel } from '../../sherpa/model-folder.js'
import { SYNTHESIS_LAYOUTS } from './synthesis-layouts.js'

/** Finds the synthesis model in a folder, as sherpa-onnx-node takes it. Rejects with a `ParleyError` (`config`). */
export async function findSynthesizerConfig(folder: string): Promise<object> {
  const model = await findModel(folder, SYNTHESIS_LAYOUTS, 'synthesis')
  return {
    model: { ...(await toModelConfig(model)), numThreads: 1, provider: 'cpu', debug: 0 },
    maxNumSentences: 1,
  }
}

async function toModelConfig({ kind, folder, files, names }: FoundModel): Promise<object> {
  if (kind === 'matcha') return { matcha: files }
  if (kind !== 'kokoro') return { vits: files }
  const notes = await readModelNotes(folder, files['model'] ?? '')
  if (notes.includes('kitten')) return { kitten: files }
  // Models for several languages bring one word list per language.
  const lexicons = names.filter((name) => /^lexicon-.*\.txt$/.test(name)).map((name) => join(folder, name))
  return { kokoro: lexicons.length > 0 ? { ...files, lexicon: lexicons.join(',') } : files }
}
