import {
  bytesFromPcm16,
  callIdFromLocation,
  createFramer,
  createQuicksilverDialect,
  createRealtimeDialect,
  decodeBase64,
  decodeCallForm,
  decodeDelegation,
  decodeFrame,
  decodeKnownItem,
  decodePcm16,
  decodePcma,
  decodePcmu,
  decodeRpc,
  decodeWav,
  encodeDelegation,
  isRecord,
  ParleyError,
  pcm16FromBytes,
  toMono,
} from '@parley/wire'
import { plantedFaults } from './planted-faults.js'

const dialects = [createQuicksilverDialect(), createRealtimeDialect()]

/** The work that needs no server and no process: throws where something is wrong. */
export const decoders: Readonly<Record<string, (input: readonly string[]) => void>> = {
  ...plantedFaults,
  'call-form': ([contentType = '', body = '']) => {
    const read = decodeCallForm(contentType, bytesOf(body))
    if (read.ok && read.sdp === '') throw new Error('a form without an offer was taken')
  },
  wav: ([file = '']) => {
    const bytes = bytesOf(file)
    try {
      const { samples, numChannels } = decodeWav(bytes)
      if (samples.length > bytes.length) throw new Error(`${samples.length} samples came out of ${bytes.length} bytes`)
      toMono(samples, numChannels)
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error
    }
  },
  sound: ([bytes = '', base64 = '']) => {
    const raw = bytesOf(bytes)
    for (const decode of [pcm16FromBytes, decodePcma, decodePcmu]) allowRefusal(() => decode(raw))
    allowRefusal(() => decodeBase64(base64))
    allowRefusal(() => decodePcm16(base64))
    const framer = createFramer({ sampleRate: 8000 })
    allowRefusal(() => framer.push(pcm16FromBytes(raw)))
    allowRefusal(() => bytesFromPcm16(pcm16FromBytes(raw)))
  },
  envelope: ([text = '']) => {
    decodeDelegation(text)
    callIdFromLocation(text)
    const envelope = encodeDelegation({ input: text, transcript: [{ role: 'user', text }], source: text })
    if (decodeDelegation(envelope) === undefined) throw new Error('an envelope of ours does not decode')
  },
  'server-events': ([text = '']) => {
    decodeRpc(text)
    const frame = decodeFrame(text)
    if (frame === undefined) return
    for (const dialect of dialects) dialect.readFrame(frame)
    decodeKnownItem(frame['item'])
    if (isRecord(frame) && Reflect.get({}, 'polluted') !== undefined) throw new Error('Object.prototype was changed')
  },
}

/** A decoder may say no, by an error of its own. */
function allowRefusal(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
  }
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}
