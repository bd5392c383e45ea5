import { RealtimeClient } from '@parley/client'
import type { Connection } from '@parley/client'
import { signatureOfText } from './contender.js'
import type { Contender } from './contender.js'

/** `@parley/client`, used as its README says. */
export const parleyContender: Contender = {
  name: '@parley/client',
  async connect(url) {
    const connection = await new RealtimeClient({ baseUrl: url }).connect({ dialect: 'realtime' })
    return {
      readToMarker: (take) => readToMarker(connection, take),
      append: (data) => {
        connection.sendAudio({ data, sampleRate: 24_000, numChannels: 1 })
      },
      get bufferedAmount() {
        return connection.bufferedAmount
      },
      close: () => connection.close(),
    }
  },
}

async function readToMarker(connection: Connection, take: (signature: number) => void): Promise<void> {
  for (;;) {
    const event = await connection.nextEvent()
    switch (event?.type) {
      case 'audio_out':
        take(event.pcm[0] ?? 0)
        break
      case 'output_transcript_delta':
        take(signatureOfText(event.delta))
        break
      case 'input_audio_buffer_cleared':
        return
      case undefined:
        throw new Error('the connection ended before the marker')
      default:
        break
    }
  }
}
