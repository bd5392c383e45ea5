import type { ShownEvent } from '@parley/conversation'
import type { KeyboardPrompt } from './keyboard-prompt.js'

/** A conversation's requests for permission, asked at the keyboard beside the voice: the first answer counts. */
export function followPermissions(prompt: KeyboardPrompt, taskOf: Map<string, string>, event: ShownEvent): void {
  switch (event.type) {
    case 'permission':
      if (event.way !== 'voice' && event.way !== 'screen') return
      taskOf.set(event.permissionId, event.taskId)
      prompt.ask(event)
      return
    case 'permission-answered':
      prompt.withdraw(event.permissionId)
      return
    default:
  }
}
