import type { Invariant } from '../invariant.js'
import { createApprovalInvariants } from './approval-invariants.js'
import { createBoundInvariants } from './bound-invariants.js'
import { createDeliveryInvariants } from './delivery-invariants.js'
import { createHandoffInvariants } from './handoff-invariants.js'
import { createQuestionInvariants } from './question-invariants.js'
import { createResponseInvariants } from './response-invariants.js'
import { createRestartInvariants } from './restart-invariants.js'
import { createResumeInvariants } from './resume-invariants.js'
import { createSpeechInvariants } from './speech-invariants.js'
import { createTaskInvariants } from './task-invariants.js'
import { createTruthInvariants } from './truth-invariants.js'

/** All that must always hold, for one run. */
export function createInvariants(): readonly Invariant[] {
  return [
    ...createHandoffInvariants(),
    ...createTaskInvariants(),
    ...createDeliveryInvariants(),
    ...createResponseInvariants(),
    ...createSpeechInvariants(),
    ...createApprovalInvariants(),
    ...createQuestionInvariants(),
    ...createTruthInvariants(),
    ...createRestartInvariants(),
    ...createResumeInvariants(),
    ...createBoundInvariants(),
  ]
}
