import { once } from 'node:events'
import WebSocket from 'ws'
import { signatureOfText } from './contender.js'
import type { Contender } from './contender.js'
import { decodeBareFrame } from './decode-frame.js'
import { MARKER_TYPE } from './workload.js'

/** `ws`, `JSON.parse` or `JSON.stringify`, and base64: the least that a program can do by itself. */
export const bareContender: Contender = {
  name: 'ws + JSON + base64',
  async connect(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'session.update', session: { type: 'realtime' } }))
    return {
      readToMarker: (take) => readToMarker(socket, take),
      append: (bytes) => {
        const audio = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
        socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
      },
      get bufferedAmount() {
        return socket.bufferedAmount
      },
      close: async () => {
        socket.close(1000)
        await once(socket, 'close')
      },
    }
  },
}

function readToMarker(socket: WebSocket, take: (signature: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const onMessage = (data: Buffer): void => {
      const frame = decodeBareFrame(data.toString('utf8'))
      if (frame.type === 'response.output_audio.delta') {
        const bytes = Buffer.from(frame.delta, 'base64')
        const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
        take(samples[0] ?? 0)
      } else if (frame.type === 'response.output_audio_transcript.delta') {
        take(signatureOfText(frame.delta))
      } else if (frame.type === MARKER_TYPE) {
        socket.off('message', onMessage)
        resolve()
      }
    }
    socket.on('message', onMessage)
  })
}
