import { decodeBase64, isRecord, pcm16FromBytes } from '@parley/wire'
import type { WireFrame } from '@parley/wire'
import type { SessionLink } from '../driver/session-link.js'
import type { Playout, PlayoutChunk } from './playout.js'

export interface CallLinkParts {
  readonly playout: Playout
  /** To everybody who listens: the call's data channel and its sidebands. */
  readonly broadcast: (event: WireFrame) => void
  /** The user has begun to speak, and speech over speech ends it. */
  readonly onInterrupted: () => void
  readonly onClose: (code: number, reason: string) => void
}

export interface CallLink extends SessionLink {
  /** What was sent is going out: whoever waits for room is woken when there is some. */
  onPlayed(): void
}

/** Speech that is made ahead of what the user hears. */
const MAX_WAITING_MS = 20_000

/**
 * A session's line into a call: its sound is played at the pace of speech, everything else is told to all who listen. The
 * session itself does not know that it is a call.
 */
export function createCallLink(parts: CallLinkParts): CallLink {
  const { playout, broadcast } = parts
  const waiting = new Set<() => void>()
  let isInterruptible = true
  return {
    send(event) {
      const chunk = chunkFrom(event)
      if (chunk !== undefined) return playout.push(chunk)
      broadcast(event)
      if (event.type === 'session.created' || event.type === 'session.updated') isInterruptible = interrupts(event)
      if (event.type === 'input_audio_buffer.speech_started' && isInterruptible) parts.onInterrupted()
      const ended = endedResponse(event)
      if (ended !== undefined) for (const each of playout.finish(ended)) broadcast(toFrame(each))
    },
    whenDrained() {
      if (playout.waitingMs < MAX_WAITING_MS) return new Promise((resolve) => void setImmediate(resolve))
      return new Promise((resolve) => waiting.add(resolve))
    },
    onPlayed() {
      if (waiting.size === 0 || playout.waitingMs >= MAX_WAITING_MS) return
      for (const wake of waiting) wake()
      waiting.clear()
    },
    close(code, reason) {
      for (const wake of waiting) wake()
      waiting.clear()
      parts.onClose(code, reason)
    },
  }
}

let frameCount = 0

/** `output_audio_buffer.started`, `.stopped`, `.cleared`. */
export function toFrame(event: { readonly type: string; readonly responseId: string }): WireFrame {
  frameCount += 1
  return {
    type: `output_audio_buffer.${event.type}`,
    event_id: `event_playout_${frameCount}`,
    response_id: event.responseId,
  }
}

/** The sound in a frame of either dialect. It is made here, at 24 kHz, and needs no second look. */
function chunkFrom(event: WireFrame): PlayoutChunk | undefined {
  if (event.type !== 'response.output_audio.delta' && event.type !== 'conversation.output_audio.delta') return undefined
  const { delta, item_id: itemId, response_id: responseId, content_index: contentIndex } = event
  if (typeof delta !== 'string' || typeof itemId !== 'string') return undefined
  const bytes = decodeBase64(delta)
  if (bytes === undefined) return undefined
  return {
    itemId,
    // In quicksilver an utterance is one item and nothing else.
    responseId: typeof responseId === 'string' ? responseId : itemId,
    contentIndex: typeof contentIndex === 'number' ? contentIndex : 0,
    samples: pcm16FromBytes(bytes),
  }
}

function endedResponse(event: WireFrame): string | undefined {
  if (event.type === 'response.done') {
    const { response } = event
    return isRecord(response) && typeof response['id'] === 'string' ? response['id'] : undefined
  }
  const { item_id: itemId, response_id: responseId } = event
  if (event.type !== 'response.output_audio_transcript.done' || responseId !== undefined) return undefined
  return typeof itemId === 'string' ? itemId : undefined
}

function interrupts({ session }: WireFrame): boolean {
  const audio = isRecord(session) ? session['audio'] : undefined
  const input = isRecord(audio) ? audio['input'] : undefined
  const detection = isRecord(input) ? input['turn_detection'] : undefined
  return !isRecord(detection) || detection['interrupt_response'] !== false
}
