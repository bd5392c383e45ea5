import type { ConversationEffect } from '../conversation-effect.js'
import { audioEvent, handoffEvent } from './machine-bench.js'
import type { MachineBench } from './machine-bench.js'

export const finished = (result: string) => ({ type: 'ended', outcome: 'finished', result }) as const
export const typesOf = (effects: readonly ConversationEffect[]) =>
  effects.map((effect) => (effect.type === 'show' ? `show ${effect.event.type}` : effect.type))

/** The model calls the tool within a response of its own; the task is accepted and runs. */
export function handOver(bench: MachineBench, handoffId: string, request: string): void {
  bench.receive({ type: 'response_created', responseId: `r_${handoffId}` })
  bench.receive(handoffEvent(handoffId, request))
  bench.receive({ type: 'response_done', responseId: `r_${handoffId}`, status: 'completed' })
}

/** The response that was asked for says something to its end. */
export function speak(bench: MachineBench, text: string, responseId = 'r_said', itemId = 'i_said'): void {
  bench.receive({ type: 'response_created', responseId })
  bench.receive(audioEvent(itemId, 500))
  bench.receive({ type: 'output_transcript_done', text, itemId })
  bench.receive({ type: 'response_done', responseId, status: 'completed' })
}

export function asked(bench: MachineBench): number {
  return bench.calls.filter(({ method }) => method === 'createResponse').length
}

export function envelopes(bench: MachineBench): readonly string[] {
  return bench.effects.flatMap((effect) =>
    effect.type === 'save' && effect.record.kind === 'handoff' ? [effect.record.envelope] : [],
  )
}

export function deliveryPhases(bench: MachineBench): readonly string[] {
  return bench.shown.flatMap((event) => (event.type === 'delivery' ? [event.phase] : []))
}
