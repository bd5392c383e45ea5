import { encodeDelegation } from '@parley/wire'
import type { ConversationSettings } from '../conversation-settings.js'
import { nextName, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { withHandoff } from '../handoff-answers.js'
import type { SavingHandoff } from '../handoff-answers.js'
import { withScreenHandoff } from '../reconnect/connection-call.js'
import { isBusyTask, isOpenTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'

/** Words for a running task from a screen: a handoff of their own, saved before the run gets them. Refused ones are shown. */
export function steerOnScreen(
  state: ConversationState,
  { taskId, text }: { readonly taskId: string; readonly text: string },
  nowMs: number,
): ConversationStep {
  const { state: named, handoffId } = nameHandoff(state)
  const reason = whyNotSteered({ settings: state.settings, tasks: Object.values(state.tasks) }, taskId, text)
  if (reason !== undefined) return step(named, { type: 'show', event: { type: 'handoff-refused', handoffId, reason } })
  const envelope = encodeDelegation({ input: text, transcript: [] })
  const disposition = 'steer'
  const handoff: SavingHandoff = {
    ...{ phase: 'saving', handoffId, input: text, envelope, taskId, disposition, reply: undefined },
    receivedAtMs: nowMs,
  }
  const recordId = `handoff:${handoffId}`
  const known = withHandoff(withScreenHandoff(named, handoffId), handoff)
  return step(
    { ...known, saving: { ...known.saving, [recordId]: { type: 'handoff', handoffId } } },
    {
      type: 'save',
      record: {
        ...{ kind: 'handoff', recordId, atMs: nowMs, handoffId, input: text, envelope, taskId, disposition },
        from: 'screen',
      },
    },
  )
}

/** Why a task takes no words now, for people; `undefined` where it does. */
export function whyNotSteered(
  { tasks, settings }: { readonly tasks: readonly Task[]; readonly settings: Pick<ConversationSettings, 'agent'> },
  taskId: string,
  text: string,
): string | undefined {
  const task = tasks.find((each) => each.taskId === taskId)
  if (task === undefined) return `there is no task ${taskId}`
  if (text.trim() === '') return 'the guidance was empty'
  if (!isOpenTask(task)) return `task ${task.number} has ended`
  if (task.isCancelling) return `task ${task.number} is being cancelled`
  if (!isBusyTask(task)) return `task ${task.number} has not started`
  return settings.agent.canSteer ? undefined : `the agent of task ${task.number} takes no further guidance`
}

/** A server may have given a call such a name: that one is passed over. */
function nameHandoff(state: ConversationState): { readonly state: ConversationState; readonly handoffId: string } {
  const { state: named, name } = nextName(state)
  const handoffId = `screen:${name}`
  return Object.hasOwn(state.handoffs, handoffId) ? nameHandoff(named) : { state: named, handoffId }
}
