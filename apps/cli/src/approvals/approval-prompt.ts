import { createInterface } from 'node:readline'
import type { PermissionDecision } from '@parley/conversation'
import type { Terminal } from '../terminal.js'
import { describePermission } from './describe-permission.js'
import type { PermissionRequest } from './describe-permission.js'

/** A request that waits for a word from the keyboard. */
export interface AskedPermission extends PermissionRequest {
  readonly permissionId: string
}

/** Asks at the terminal, one request after the other, in the order in which they come. */
export interface ApprovalPrompt {
  ask(asked: AskedPermission): void
  /** Somebody else has answered, or nobody waits any more. */
  withdraw(permissionId: string): void
  /** Asks nothing more and lets the input go. */
  close(): void
}

export interface ApprovalPromptOptions {
  readonly input: NodeJS.ReadableStream
  readonly terminal: Terminal
  readonly answer: (asked: AskedPermission, decision: PermissionDecision) => void
}

/** Only a whole word counts: a line that came by accident decides nothing, and the question is asked again. */
const decisions: Readonly<Record<string, PermissionDecision>> = {
  ...({ y: 'granted', yes: 'granted' } as const),
  ...({ n: 'denied', no: 'denied' } as const),
}

/** Questions go to stderr, so that stdout stays what it is. What was typed before a question was shown is no answer to it. */
export function createApprovalPrompt({ input, terminal, answer }: ApprovalPromptOptions): ApprovalPrompt {
  let waiting: readonly AskedPermission[] = []
  const reader = createInterface({ input, terminal: false })

  const show = (): void => {
    const [asked] = waiting
    if (asked === undefined) return
    terminal.err(terminal.style('bold', 'The agent asks for permission:'))
    for (const line of describePermission(asked)) terminal.err(line)
    terminal.err('Allow it? y = yes, n = no')
  }
  const remove = (permissionId: string): void => {
    const [shown] = waiting
    waiting = waiting.filter((asked) => asked.permissionId !== permissionId)
    if (shown?.permissionId === permissionId) show()
  }
  reader.on('line', (line) => {
    const [asked] = waiting
    if (asked === undefined) return
    const word = line.trim().toLowerCase()
    const decision = Object.hasOwn(decisions, word) ? decisions[word] : undefined
    if (decision === undefined) {
      terminal.err('Please type y or n.')
      return
    }
    answer(asked, decision)
    remove(asked.permissionId)
  })
  return {
    ask(asked) {
      waiting = [...waiting, asked]
      if (waiting.length === 1) show()
    },
    withdraw: remove,
    close() {
      waiting = []
      reader.close()
    },
  }
}
