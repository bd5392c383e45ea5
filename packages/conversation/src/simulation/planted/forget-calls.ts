import type { PlantedBug } from './planted-bug.js'

/** A call that comes twice, as its arguments and as its item, is worked on twice. */
export const forgetCalls: PlantedBug = {
  name: 'no-dedupe',
  description: 'A call is not known again when it arrives a second time.',
  plant: (stepConversation) => (state, input) => {
    const event = input.type === 'connection' ? input.event : undefined
    if (event?.type !== 'handoff_requested') return stepConversation(state, input)
    const { [event.handoffId]: _known, ...handoffs } = state.handoffs
    return stepConversation({ ...state, handoffs }, input)
  },
}
