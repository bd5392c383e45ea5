import { ENGINE_SAMPLE_RATE } from '@parley/speech'
import { encodePcm16, isRecord } from '@parley/wire'
import type { WireFrame, WireItem } from '@parley/wire'
import type { SessionEffect } from '../session/session-effect.js'
import type { SessionInput } from '../session/session-input.js'
import { createItemSounds } from './item-sounds.js'
import { createRecognitionRuns } from './recognition-runs.js'
import { createResponseRuns } from './response-runs.js'
import type { SessionParts } from './session-parts.js'
import { createSessionTimers } from './session-timers.js'
import { createVoiceInput } from './voice-input.js'

export interface EffectRunner {
  carryOut(effect: SessionEffect): void
  /** Resolves when nothing runs for this session any more. */
  close(): Promise<void>
}

/** Everything that a session's effects need: its ear, its recognizers, its responses, its timers and its line out. */
export function createEffectRunner(parts: SessionParts, dispatch: (input: SessionInput) => void): EffectRunner {
  const tools = createTools(parts, dispatch)
  return {
    carryOut: (effect) => carryOut(tools, effect),
    async close() {
      tools.timers.clearAll()
      tools.recognitions.cancelAll()
      await Promise.all([tools.responses.close(), tools.voice.close()])
    },
  }
}

function createTools(parts: SessionParts, dispatch: (input: SessionInput) => void) {
  const { speech, clock, link, createResampler } = parts
  const voice = createVoiceInput({ engine: speech.voiceActivity, createResampler, dispatch })
  const sounds = createItemSounds(parts.maxKeptSamples)
  const recognitions = createRecognitionRuns({
    engine: speech.recognizer,
    timeline: voice.timeline,
    sounds,
    clock,
    timeoutMs: parts.recognitionTimeoutMs,
    dispatch,
  })
  const responses = createResponseRuns({
    responder: parts.responder,
    synthesizer: speech.synthesizer,
    clock,
    timeoutMs: parts.responseTimeoutMs,
    dispatch,
    whenDrained: () => link.whenDrained(),
  })
  const timers = createSessionTimers(clock, (name) => dispatch({ type: 'timer', name }))
  return { voice, sounds, recognitions, responses, timers, link, createResampler }
}

type Tools = ReturnType<typeof createTools>

function carryOut(tools: Tools, effect: SessionEffect): void {
  const { voice, recognitions, responses, timers, link } = tools
  switch (effect.type) {
    case 'send':
      return link.send(effect.event)
    case 'send-retrieved':
      return link.send(toRetrieved(tools, effect.eventId, effect.item))
    case 'append-audio':
      return voice.append(effect.audio, effect.eventId)
    case 'set-input-format':
      return voice.setFormat(effect.format)
    case 'forget-audio':
      return voice.timeline.forgetBefore(effect.beforeSample)
    case 'open-voice-activity':
      return voice.openDetector(effect.threshold)
    case 'close-voice-activity':
      return voice.closeDetector()
    case 'begin-recognition':
      return recognitions.begin(effect.itemId, effect.fromSample, effect.language)
    case 'feed-recognition':
      return recognitions.feed(effect.itemId, effect.toSample)
    case 'finish-recognition':
      return recognitions.finish(effect.itemId, effect.toSample)
    case 'cancel-recognition':
      return recognitions.cancel(effect.itemId)
    case 'run-response':
      return responses.start(effect.responseId, effect.source, effect.voice)
    case 'stop-response':
      return responses.stop(effect.responseId)
    case 'set-timer':
      return timers.set(effect.name, effect.delayMs)
    case 'clear-timer':
      return timers.clear(effect.name)
    case 'close':
      return link.close(effect.code, effect.reason)
  }
}

/** A user's item comes back with what was heard, as 24 kHz PCM, where that is still kept. */
function toRetrieved({ sounds, createResampler }: Tools, eventId: string, item: WireItem): WireFrame {
  const frame = { type: 'conversation.item.retrieved', event_id: eventId, item }
  const sound = sounds.find(item.id ?? '')
  const { content } = item
  if (sound === undefined || !Array.isArray(content)) return frame
  const resampler = createResampler(ENGINE_SAMPLE_RATE, 24_000)
  const audio = encodePcm16(joinSamples(resampler.process(sound), resampler.flush()))
  resampler.close()
  return {
    ...frame,
    item: { ...item, content: content.map((part: unknown) => (isRecord(part) ? { ...part, audio } : part)) },
  }
}

function joinSamples(one: Int16Array, other: Int16Array): Int16Array {
  const joined = new Int16Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined
}
