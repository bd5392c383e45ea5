import { isBusyTask } from '../../task-machine.js'
import { feedAfter } from './feed-after.js'
import type { PlantedBug } from './planted-bug.js'

/** "Stop talking" and "stop working" mixed up. */
export const bargeInCancels: PlantedBug = {
  name: 'barge-in-cancels',
  description: 'The user speaks over the assistant and the running task is cancelled as well.',
  plant: (stepConversation) => (state, input) => {
    const step = stepConversation(state, input)
    const isSpeech = input.type === 'connection' && input.event.type === 'input_audio_speech_started'
    const task =
      isSpeech && state.reply.startedAtMs !== undefined ? Object.values(state.tasks).find(isBusyTask) : undefined
    if (task === undefined) return step
    return feedAfter(stepConversation, step, input, { type: 'cancel-task', taskId: task.taskId })
  },
}
