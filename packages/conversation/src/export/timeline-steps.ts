import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationInput } from '../conversation-input.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { stepTimeline } from './timeline-machine.js'
import type { TimelineInput, TimelineState } from './timeline-machine.js'
import type { TranscriptEntry } from './transcript-entry.js'

/** Notes when something was said: from what happened, and from what the step has shown. */
export function recordTimeline(input: ConversationInput, { state, effects }: ConversationStep): ConversationStep {
  const inputs = [...heardInputs(input), ...effects.flatMap((effect) => shownInputs(effect, input.nowMs))]
  const begun: TimelineState =
    state.timeline.originMs === undefined ? { ...state.timeline, originMs: input.nowMs } : state.timeline
  const timeline = inputs.reduce<TimelineState>(stepTimeline, begun)
  return { state: timeline === state.timeline ? state : { ...state, timeline }, effects }
}

/** Everything said so far that has words, in the order in which it began. */
export function listTranscriptEntries({ timeline }: ConversationState): readonly TranscriptEntry[] {
  return timeline.entries.filter(({ text }) => text.trim() !== '')
}

function heardInputs(input: ConversationInput): readonly TimelineInput[] {
  if (input.type !== 'connection') return []
  const { event } = input
  const { nowMs } = input
  switch (event.type) {
    case 'input_audio_speech_started':
      return [{ type: 'speech-started', itemId: event.itemId, nowMs }]
    case 'input_audio_speech_stopped':
    case 'input_audio_buffer_committed':
      return [{ type: 'speech-stopped', itemId: event.itemId, nowMs }]
    case 'audio_out':
      return [{ type: 'said', itemId: event.itemId, audioMs: event.audioMs, nowMs }]
    case 'output_transcript_delta':
      return [{ type: 'said', itemId: event.itemId, audioMs: 0, nowMs }]
    default:
      return []
  }
}

function shownInputs(effect: ConversationEffect, nowMs: number): readonly TimelineInput[] {
  if (effect.type !== 'show') return []
  const { event } = effect
  switch (event.type) {
    case 'transcript':
      return [{ type: 'words', role: event.role, itemId: event.itemId, text: event.text, nowMs }]
    case 'reply':
      return event.isCut ? [{ type: 'cut', itemId: event.itemId, text: event.text, nowMs }] : []
    case 'heard-until':
      return [{ type: 'heard', itemId: event.itemId, text: event.text, playedMs: event.playedMs }]
    case 'playback-resumed':
      return [{ type: 'resumed', itemId: event.itemId }]
    default:
      return []
  }
}
