import { once } from 'node:events'
import { encodePcm16, decodeFrame } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'

/** A bare WebSocket client for tests: sends frames, keeps everything that arrives, waits for what is named. */
export interface TestClient {
  readonly received: readonly WireFrame[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  send(frame: WireFrame): void
  sendRaw(data: string | Buffer): void
  /** Base64 PCM in appends of `chunkMs`. */
  sendAudio(samples: Int16Array, chunkMs?: number): void
  /** The first frame from now on (or not yet taken) of this type; frames before it are passed over. */
  next(type: string): Promise<WireFrame>
  /** Everything up to and with the first frame of this type that was not taken yet. */
  until(type: string): Promise<readonly WireFrame[]>
  /** Reads no more from the network until `resume`. */
  pause(): void
  resume(): void
  close(): Promise<void>
  terminate(): void
}

export interface TestClientOptions extends ClientOptions {
  readonly path?: string
  readonly protocols?: readonly string[]
}

export async function connectTestClient(url: string, options: TestClientOptions = {}): Promise<TestClient> {
  const { path = '/v1/realtime?model=test', protocols, ...rest } = options
  const address = `${url.replace(/^http/, 'ws')}${path}`
  const socket = protocols ? new WebSocket(address, [...protocols], rest) : new WebSocket(address, rest)
  const received: WireFrame[] = []
  let taken = 0
  let wake = (): void => {}
  let isClosed = false
  socket.on('message', (data: Buffer) => {
    const frame = decodeFrame(data.toString('utf8'))
    if (frame !== undefined) received.push(frame)
    wake()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      isClosed = true
      resolve({ code, reason: reason.toString('utf8') })
      wake()
    })
  })
  await once(socket, 'open')
  const until = async (type: string): Promise<readonly WireFrame[]> => {
    for (let index = taken; ; index++) {
      while (index >= received.length) {
        if (isClosed) throw new Error(`closed before ${type}; got ${received.map((frame) => frame.type).join(' ')}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (received[index]?.type !== type) continue
      const frames = received.slice(taken, index + 1)
      taken = index + 1
      return frames
    }
  }
  const send = (frame: WireFrame): void => socket.send(JSON.stringify(frame))
  return {
    received,
    closed,
    send,
    sendRaw: (data) => socket.send(data),
    sendAudio(samples, chunkMs = 100) {
      for (let start = 0; start < samples.length; start += chunkMs * 24) {
        send({ type: 'input_audio_buffer.append', audio: encodePcm16(samples.slice(start, start + chunkMs * 24)) })
      }
    },
    until,
    async next(type) {
      const frames = await until(type)
      const frame = frames.at(-1)
      if (frame === undefined) throw new Error(`no ${type}`)
      return frame
    },
    async close() {
      socket.close()
      await closed
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    terminate: () => socket.terminate(),
  }
}

/** A loud tone at 24 kHz: what the energy detector takes for speech. */
export function speech24k(ms: number): Int16Array {
  return Int16Array.from({ length: ms * 24 }, (_, index) => Math.round(8000 * Math.sin(index / 8)))
}

export function silence24k(ms: number): Int16Array {
  return new Int16Array(ms * 24)
}

/** An utterance with the silence around it that turn detection needs. */
export function utterance24k(speechMs = 600, silenceMs = 800): Int16Array {
  const parts = [silence24k(400), speech24k(speechMs), silence24k(silenceMs)]
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((start, part) => {
    whole.set(part, start)
    return start + part.length
  }, 0)
  return whole
}
