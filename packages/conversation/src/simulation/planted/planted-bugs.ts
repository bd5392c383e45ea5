import { stepConversation } from '../../conversation-machine.js'
import type { StepConversation } from '../invariant.js'
import { acknowledgeBeforeSave } from './acknowledge-before-save.js'
import { bargeInCancels } from './barge-in-cancels.js'
import { consentFromAssistant } from './consent-from-assistant.js'
import { forgetCalls } from './forget-calls.js'
import { forgetOpenTasks } from './forget-open-tasks.js'
import { forgetCutResults } from './forget-cut-results.js'
import type { PlantedBug } from './planted-bug.js'
import { tellEndBeforeSave } from './tell-end-before-save.js'
import { truncateAtReceived } from './truncate-at-received.js'

export const plantedBugs: readonly PlantedBug[] = [
  acknowledgeBeforeSave,
  forgetCalls,
  truncateAtReceived,
  forgetCutResults,
  consentFromAssistant,
  tellEndBeforeSave,
  bargeInCancels,
  forgetOpenTasks,
]

/** The machine with one mistake in it, for `RunOptions.createStep`. */
export function createStepWith(bug: PlantedBug | undefined): () => StepConversation {
  return () => (bug === undefined ? stepConversation : bug.plant(stepConversation))
}
