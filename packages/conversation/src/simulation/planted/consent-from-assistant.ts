import { readConsent } from '../../spoken-answers/read-consent.js'
import { feedAfter } from './feed-after.js'
import type { PlantedBug } from './planted-bug.js'

/** A model that says "yes, go ahead" grants itself what only the user may grant. */
export const consentFromAssistant: PlantedBug = {
  name: 'consent-from-assistant',
  description: 'The words of the assistant are read as an answer to a question of an agent.',
  plant: (stepConversation) => (state, input) => {
    const step = stepConversation(state, input)
    const event = input.type === 'connection' ? input.event : undefined
    if (event?.type !== 'output_transcript_done' || readConsent(event.text) !== 'granted') return step
    const task = Object.values(step.state.tasks).find(({ permissionIds }) => permissionIds.length > 0)
    const permissionId = task?.permissionIds[0]
    if (task === undefined || permissionId === undefined) return step
    const { taskId } = task
    return feedAfter(stepConversation, step, input, {
      ...{ type: 'answer-permission', taskId, permissionId, decision: 'granted' },
    })
  },
}
