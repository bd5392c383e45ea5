/**
 * Tiny models in the layouts of sherpa-onnx, without any learned weights, so that loading, streaming and failing can be
 * tested without a download. The recognizers write `hello` for each loud burst; the voice plays a tone per letter.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeModel, node, tensor } from './onnx-writer.js'
import type { Port } from './onnx-writer.js'

const TOKENS = '▁hello 0\n▁there 1\n<blk> 2\n'
/** Mean log energy above which a frame counts as loud. */
const LOUDNESS = -8

async function writeModel(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
}

const float = (name: string, dimensions: Port['dimensions']): Port => ({ name, type: 'float', dimensions })
const int64 = (name: string, dimensions: Port['dimensions']): Port => ({ name, type: 'int64', dimensions })

/** Mean of the features of each frame, times 5, against the threshold: hello or blank. */
const loudnessNodes = [
  node('ReduceMean', ['audio_signal'], ['mean'], { axes: [1], keepdims: 1 }),
  node('Transpose', ['mean'], ['frames'], { perm: [0, 2, 1] }),
  node('MatMul', ['frames', 'weights'], ['scaled']),
  node('Add', ['scaled', 'bias'], ['logits']),
  node('LogSoftmax', ['logits'], ['logprobs'], { axis: 2 }),
]
const loudnessConstants = [
  tensor('weights', [1, 3], Float32Array.from([5, 0, 0])),
  tensor('bias', [3], Float32Array.from([-5 * LOUDNESS, -100, 0])),
]
const audioInputs = [float('audio_signal', ['B', 80, 'T']), int64('length', ['B'])]
const logProbabilities = float('logprobs', ['B', 'T2', 3])

/** A whole-utterance NeMo CTC model. */
export async function writeTinyWholeRecognizer(folder: string): Promise<void> {
  const model = encodeModel({
    nodes: loudnessNodes,
    constants: loudnessConstants,
    inputs: audioInputs,
    outputs: [logProbabilities],
    notes: {
      vocab_size: 3,
      subsampling_factor: 1,
      normalize_type: '',
      is_giga_am: 0,
      model_type: 'EncDecCTCModelBPE',
      version: 1,
    },
  })
  await writeModel(folder, { 'tokens.txt': TOKENS, 'model.onnx': model })
}

/** A streaming NeMo CTC model with its three caches, which pass through unchanged. */
export async function writeTinyStreamingRecognizer(folder: string): Promise<void> {
  const caches = [
    float('cache_last_channel', ['B', 1, 1, 1]),
    float('cache_last_time', ['B', 1, 1, 1]),
    int64('cache_last_channel_len', ['B']),
  ]
  const sizes: Record<string, number> = {}
  for (const index of [1, 2, 3]) {
    sizes[`cache_last_channel_dim${index}`] = 1
    sizes[`cache_last_time_dim${index}`] = 1
  }
  const model = encodeModel({
    nodes: [
      ...loudnessNodes,
      node('Identity', ['length'], ['encoded_lengths']),
      ...caches.map(({ name }) => node('Identity', [name], [`${name}_next`])),
    ],
    constants: loudnessConstants,
    inputs: [...audioInputs, ...caches],
    outputs: [
      logProbabilities,
      int64('encoded_lengths', ['B']),
      ...caches.map((cache) => ({ ...cache, name: `${cache.name}_next` })),
    ],
    notes: {
      vocab_size: 2,
      window_size: 20,
      chunk_shift: 20,
      subsampling_factor: 1,
      normalize_type: '',
      model_type: 'EncDecCTCModelBPE',
      ...sizes,
    },
  })
  await writeModel(folder, { 'tokens.txt': TOKENS, 'model.onnx': model })
}

const SYMBOLS = ['_', ...'abcdefghijklmnopqrstuvwxyz', ' ', ',', '.', '?', '!']
const TONE_SAMPLES = 1200
const SAMPLE_RATE = 16_000
/** The element type of ONNX. */
const INT64 = 7

/** A VITS voice with a word list: every letter is 75 ms of a tone, twice that where it shall speak slower; silence between words. */
export async function writeTinyVoice(folder: string, words: readonly string[]): Promise<void> {
  const model = encodeModel({
    nodes: [
      node('Gather', ['tones', 'x'], ['gathered'], { axis: 0 }),
      node('Ceil', ['length_scale'], ['times']),
      node('Cast', ['times'], ['whole_times'], { to: INT64 }),
      node('Concat', ['one', 'one', 'whole_times'], ['repeats'], { axis: 0 }),
      node('Tile', ['gathered', 'repeats'], ['stretched']),
      node('Reshape', ['stretched', 'shape'], ['y']),
    ],
    constants: [
      tensor('one', [1], BigInt64Array.from([1n])),
      tensor('tones', [SYMBOLS.length, TONE_SAMPLES], toneTable()),
      tensor('shape', [3], BigInt64Array.from([1n, 1n, -1n])),
    ],
    inputs: [
      int64('x', ['B', 'L']),
      int64('x_length', ['B']),
      float('noise_scale', [1]),
      float('length_scale', [1]),
      float('noise_scale_w', [1]),
    ],
    outputs: [float('y', ['B', 1, 'N'])],
    notes: {
      sample_rate: SAMPLE_RATE,
      add_blank: 0,
      n_speakers: 1,
      language: 'English',
      comment: 'ljspeech',
      punctuation: ' , . ? !',
    },
  })
  await writeModel(folder, {
    'model.onnx': model,
    'tokens.txt': `${SYMBOLS.map((symbol, index) => `${symbol} ${index}`).join('\n')}\n`,
    'lexicon.txt': `${words.map((word) => `${word} ${[...word].join(' ')}`).join('\n')}\n`,
  })
}

function toneTable(): Float32Array {
  const table = new Float32Array(SYMBOLS.length * TONE_SAMPLES)
  SYMBOLS.forEach((symbol, row) => {
    if (row === 0 || symbol === ' ') return
    for (let index = 0; index < TONE_SAMPLES; index++) {
      const loudness = 0.3 * Math.sin((Math.PI * index) / TONE_SAMPLES)
      const phase = (2 * Math.PI * (200 + 40 * row) * index) / SAMPLE_RATE
      table[row * TONE_SAMPLES + index] = loudness * Math.sin(phase)
    }
  })
  return table
}
