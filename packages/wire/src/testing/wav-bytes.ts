/** A WAV file put together by hand, to test a decoder with what no encoder of ours writes. */
export interface WavParts {
  readonly formatTag?: number
  readonly sampleRate?: number
  readonly numChannels?: number
  readonly bits?: number
  /** Sub-format of WAVE_FORMAT_EXTENSIBLE; makes the fmt chunk 40 bytes long. */
  readonly subFormat?: number
  readonly data: Uint8Array
  /** What the data chunk says about its length; by default the truth. */
  readonly dataSize?: number
  readonly riffSize?: number
  readonly chunksBefore?: readonly (readonly [id: string, content: Uint8Array])[]
  readonly chunksAfter?: readonly (readonly [id: string, content: Uint8Array])[]
}

export function wavBytes(parts: WavParts): Uint8Array {
  const { chunksBefore = [], chunksAfter = [], data } = parts
  const body = concat([
    text('WAVE'),
    ...chunksBefore.map(([id, content]) => chunk(id, content)),
    chunk('fmt ', formatChunk(parts)),
    chunk('data', data, parts.dataSize),
    ...chunksAfter.map(([id, content]) => chunk(id, content)),
  ])
  return concat([text('RIFF'), uint32(parts.riffSize ?? body.length), body])
}

function formatChunk({
  formatTag = 1,
  sampleRate = 8000,
  numChannels = 1,
  bits = 16,
  subFormat,
}: WavParts): Uint8Array {
  const bytes = new Uint8Array(subFormat === undefined ? 16 : 40)
  const view = new DataView(bytes.buffer)
  const blockBytes = Math.ceil(bits / 8) * numChannels
  view.setUint16(0, subFormat === undefined ? formatTag : 0xfffe, true)
  view.setUint16(2, numChannels, true)
  view.setUint32(4, sampleRate, true)
  view.setUint32(8, sampleRate * blockBytes, true)
  view.setUint16(12, blockBytes, true)
  view.setUint16(14, bits, true)
  if (subFormat !== undefined) {
    view.setUint16(16, 22, true)
    view.setUint16(24, subFormat, true)
  }
  return bytes
}

function chunk(id: string, content: Uint8Array, size = content.length): Uint8Array {
  return concat([text(id), uint32(size), content, new Uint8Array(content.length % 2)])
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
