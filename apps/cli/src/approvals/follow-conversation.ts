import type { Conversation, ShownEvent } from '@parley/conversation'
import type { Terminal } from '../terminal.js'
import type { KeyboardInput } from './hidden-input.js'
import { createKeyboardPrompt } from './keyboard-prompt.js'

/** What agents ask in a conversation, at the keyboard beside the voice. */
export interface KeyboardAnswers {
  take(event: ShownEvent): void
  close(): void
}

/** The first answer counts, whoever gives it; what has been answered elsewhere is asked no more. */
export function followConversation(
  conversation: Pick<Conversation, 'answerPermission' | 'replyToQuestion'>,
  keyboard: { readonly input: KeyboardInput; readonly terminal: Terminal },
): KeyboardAnswers {
  const taskIds = new Map<string, string>()
  const prompt = createKeyboardPrompt({
    ...keyboard,
    answer: ({ permissionId }, decision) => {
      conversation.answerPermission(taskIds.get(permissionId) ?? '', permissionId, decision)
    },
    reply: ({ questionId }, text) => {
      conversation.replyToQuestion(taskIds.get(questionId) ?? '', questionId, text)
    },
  })
  return {
    take(event) {
      switch (event.type) {
        case 'permission':
          if (event.way === 'allow' || event.way === 'deny') return
          taskIds.set(event.permissionId, event.taskId)
          prompt.ask(event)
          return
        case 'question':
          taskIds.set(event.questionId, event.taskId)
          prompt.ask(event)
          return
        case 'permission-answered':
          prompt.withdraw(event.permissionId)
          return
        case 'question-closed':
          prompt.withdraw(event.questionId)
          return
        default:
      }
    },
    close() {
      prompt.close()
    },
  }
}
