import type { ConversationState } from '../../conversation-state.js'
import { liveGeneration } from '../../reconnect/reconnect-machine.js'
import type { Invariant } from '../invariant.js'

const ACTIVE = 'conversation_already_has_active_response'

/** One response at a time. */
export function createResponseInvariants(): readonly Invariant[] {
  return [askedOnce(), oldOnesDoNotCount(), silentWithoutConnection(), nothingWantedAtRest()]
}

function askedOnce(): Invariant {
  let asked: { readonly eventId: string; readonly atMs: number } | undefined
  let runningId: string | undefined
  let lastSignMs = 0
  return {
    name: 'never two responses are asked for at once, and none while one is known to run',
    check({ input, effects, before }) {
      const { askedMs, activeMs } = before.settings.limits
      if (effects.some(({ type }) => type === 'use-connection')) asked = runningId = undefined
      if (input.type === 'connection-closed' && isOfLive(before, input.generation)) asked = runningId = undefined
      if (input.type === 'connection' && isOfLive(before, input.generation)) {
        const { event } = input
        lastSignMs = event.type === 'audio_out' || event.type === 'response_created' ? input.nowMs : lastSignMs
        if (event.type === 'response_created') {
          asked = undefined
          runningId = event.responseId
        }
        if (event.type === 'response_done' && event.responseId === runningId) runningId = undefined
        if (event.type === 'error' && event.code === ACTIVE) asked = undefined
      }
      for (const effect of effects) {
        if (effect.type !== 'send' || effect.call.method !== 'createResponse') continue
        const { eventId } = effect.call
        if (asked !== undefined && input.nowMs < asked.atMs + askedMs) {
          return `${eventId} is asked for while ${asked.eventId} has no answer`
        }
        if (runningId !== undefined && input.nowMs < lastSignMs + activeMs) {
          return `${eventId} is asked for while ${runningId} runs`
        }
        asked = { eventId, atMs: input.nowMs }
        runningId = undefined
      }
      return undefined
    },
    crash() {
      asked = runningId = undefined
    },
  }
}

/** Whether this generation is the one in use; connections without generations always are. */
function isOfLive({ reconnect, settings }: ConversationState, generation: number | undefined): boolean {
  return settings.reconnect === undefined || generation === liveGeneration(reconnect)
}

function oldOnesDoNotCount(): Invariant {
  return {
    name: 'what an old connection still says does not count',
    check({ input, before, after, effects }) {
      if (input.type !== 'connection' || isOfLive(before, input.generation)) return undefined
      if (effects.some(({ type }) => type === 'play')) return `its ${input.event.type} is played`
      const isNew = Object.keys(after.handoffs).length > Object.keys(before.handoffs).length
      return isNew ? `its ${input.event.type} makes a handoff` : undefined
    },
  }
}

function silentWithoutConnection(): Invariant {
  return {
    name: 'nothing is sent into a connection that is gone',
    check({ after, effects }) {
      if (after.phase.type !== 'unconnected' && after.phase.type !== 'ended') return undefined
      const sent = effects.find((effect) => effect.type === 'send')
      return sent?.type === 'send' && after.phase.type === 'unconnected' ? `${sent.call.method} is sent` : undefined
    },
  }
}

function nothingWantedAtRest(): Invariant {
  return {
    name: 'speech that was wanted is never dropped silently',
    checkRest({ queue, phase }, rest) {
      if (phase.type !== 'open' || rest !== 'open') return undefined
      const want = queue.wanted[0]
      return want === undefined ? undefined : `${want.reason} is still wanted and nobody speaks`
    },
  }
}
