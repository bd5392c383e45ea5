import { decodePcm16, encodePcm16, floatFromPcm16 } from '@parley/wire'
import type { CallMedia, CallMediaListener } from './call-media.js'
import { decodeCaptured, decodePlayback } from './decode-worklet-news.js'
import { toMediaProblem } from './media-problem.js'

const SAMPLE_RATE = 24_000

interface OpenParts {
  readonly context: AudioContext
  readonly stream: MediaStream
  readonly player: AudioWorkletNode
}

interface MediaState {
  parts: OpenParts | undefined
  isSending: boolean
  level: number
  /** Of the newest opening: what an older one brings is closed. */
  turn: number
}

/** Microphone and speaker by two audio worklets; sound goes through the app server. */
export function createWorkletMedia(listener: CallMediaListener): CallMedia {
  const state: MediaState = { parts: undefined, isSending: false, level: 0, turn: 0 }
  return {
    open(devices) {
      const turn = ++state.turn
      openParts(devices, state, listener).then(
        (parts) => {
          if (turn !== state.turn) return void closeParts(parts)
          state.parts = parts
          listener.onOpened()
        },
        (cause: unknown) => {
          if (turn === state.turn) listener.onFailed(toMediaProblem(cause))
        },
      )
    },
    close() {
      state.turn++
      const { parts } = state
      Object.assign(state, { parts: undefined, isSending: false, level: 0 })
      if (parts !== undefined) void closeParts(parts)
    },
    setSending(isOn) {
      state.isSending = isOn
    },
    play(data, sampleRate, itemId) {
      const samples = decodePcm16(data)
      if (state.parts === undefined || samples === undefined || sampleRate !== SAMPLE_RATE) return
      const floats = floatFromPcm16(samples)
      state.parts.player.port.postMessage({ type: 'push', itemId, samples: floats }, [floats.buffer])
    },
    stopPlayback() {
      state.parts?.player.port.postMessage({ type: 'clear' })
    },
    useSpeaker(deviceId) {
      if (state.parts !== undefined) void routeTo(state.parts.context, deviceId)
    },
    get level() {
      return state.level
    },
  }
}

async function openParts(
  { microphoneId, speakerId }: { readonly microphoneId: string; readonly speakerId: string },
  state: MediaState,
  listener: CallMediaListener,
): Promise<OpenParts> {
  if (!window.isSecureContext) throw new DOMException('The page is not in a secure context.', 'SecurityError')
  // Made while the click is handled: it may sound.
  const context = new AudioContext({ sampleRate: SAMPLE_RATE })
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        ...{ echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
        ...(microphoneId === '' ? {} : { deviceId: { exact: microphoneId } }),
      },
    })
    await Promise.all(
      ['/capture-worklet.js', '/playback-worklet.js'].map((path) => context.audioWorklet.addModule(path)),
    )
    await context.resume()
    await routeTo(context, speakerId)
    connectMicrophone(context, stream, state, listener)
    return { context, stream, player: connectPlayer(context, listener) }
  } catch (cause) {
    await context.close()
    throw cause
  }
}

function connectMicrophone(
  context: AudioContext,
  stream: MediaStream,
  state: MediaState,
  listener: CallMediaListener,
): void {
  const capture = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, channelCount: 1 })
  capture.port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { samples, level } = decodeCaptured(data)
    state.level = level
    if (state.isSending) listener.onFrame(encodePcm16(samples))
  }
  context.createMediaStreamSource(stream).connect(capture)
  const [track] = stream.getAudioTracks()
  track?.addEventListener('ended', listener.onEnded)
}

function connectPlayer(context: AudioContext, listener: CallMediaListener): AudioWorkletNode {
  const player = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] })
  player.port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const news = decodePlayback(data)
    if (news.type === 'playing') listener.onPlaying(news.isPlaying)
    else listener.onPlayed(news.itemId, (news.sampleCount * 1000) / SAMPLE_RATE)
  }
  player.connect(context.destination)
  return player
}

async function closeParts({ context, stream }: OpenParts): Promise<void> {
  for (const track of stream.getTracks()) track.stop()
  await context.close()
}

/** Not every browser lets a page choose, and lib.dom does not know those that do. */
async function routeTo(context: AudioContext & Partial<SpeakerChoice>, deviceId: string): Promise<void> {
  if (deviceId !== '') await context.setSinkId?.(deviceId).catch(() => undefined)
}

interface SpeakerChoice {
  setSinkId(deviceId: string): Promise<void>
}
