import { createInterface } from 'node:readline'
import type { PermissionDecision } from '@parley/conversation'
import type { Terminal } from '../terminal.js'
import { describePermission, plainText } from './describe-permission.js'
import type { PermissionRequest } from './describe-permission.js'
import { createHiddenInput } from './hidden-input.js'
import type { KeyboardInput } from './hidden-input.js'

/** A request for permission that waits for a word from the keyboard. */
export interface AskedPermission extends PermissionRequest {
  readonly permissionId: string
}

/** A question that waits for an answer from the keyboard. */
export interface AskedQuestion {
  readonly questionId: string
  readonly question: string
  readonly choices?: readonly string[]
  readonly isSecret?: boolean
}

/** Asks at the terminal, one thing after the other, in the order in which they come. */
export interface KeyboardPrompt {
  ask(asked: AskedPermission | AskedQuestion): void
  /** Somebody else has answered, or nobody waits any more. */
  withdraw(id: string): void
  /** Asks nothing more and lets the input go. */
  close(): void
}

export interface KeyboardPromptOptions {
  readonly input: KeyboardInput
  readonly terminal: Terminal
  readonly answer: (asked: AskedPermission, decision: PermissionDecision) => void
  readonly reply: (asked: AskedQuestion, text: string) => void
}

/** Only a whole word counts: a line that came by accident decides nothing, and the question is asked again. */
const decisions: Readonly<Record<string, PermissionDecision>> = {
  ...({ y: 'granted', yes: 'granted' } as const),
  ...({ n: 'denied', no: 'denied' } as const),
}

/** Questions go to stderr, so that stdout stays what it is. What was typed before a question was shown is no answer to it. */
export function createKeyboardPrompt({ input, terminal, answer, reply }: KeyboardPromptOptions): KeyboardPrompt {
  let waiting: readonly (AskedPermission | AskedQuestion)[] = []
  const reader = createInterface({ input, terminal: false })
  const hidden = createHiddenInput(input)

  const show = (): void => {
    const [asked] = waiting
    hidden.set(asked !== undefined && 'questionId' in asked && asked.isSecret === true)
    if (asked === undefined) return
    const lines = 'permissionId' in asked ? permissionLines(asked) : questionLines(asked)
    terminal.err(terminal.style('bold', lines[0] ?? ''))
    for (const line of lines.slice(1)) terminal.err(line)
  }
  const remove = (id: string): void => {
    const [shown] = waiting
    waiting = waiting.filter((asked) => idOf(asked) !== id)
    if (shown !== undefined && idOf(shown) === id) show()
  }
  /** Whether the line was an answer. */
  const take = (asked: AskedPermission | AskedQuestion, line: string): boolean => {
    if ('permissionId' in asked) {
      const word = line.toLowerCase()
      const decision = Object.hasOwn(decisions, word) ? decisions[word] : undefined
      if (decision !== undefined) answer(asked, decision)
      return decision !== undefined
    }
    if (line === '') return false
    reply(asked, chosen(asked, line))
    return true
  }
  reader.on('line', (line) => {
    const [asked] = waiting
    if (asked === undefined) return
    if (take(asked, hidden.clean(line).trim())) remove(idOf(asked))
    else terminal.err('permissionId' in asked ? 'Please type y or n.' : 'Please type an answer.')
  })
  return {
    ask(asked) {
      waiting = [...waiting, asked]
      if (waiting.length === 1) show()
    },
    withdraw: remove,
    close() {
      waiting = []
      hidden.close()
      reader.close()
    },
  }
}

function idOf(asked: AskedPermission | AskedQuestion): string {
  return 'permissionId' in asked ? asked.permissionId : asked.questionId
}

function permissionLines(asked: AskedPermission): readonly string[] {
  return ['The agent asks for permission:', ...describePermission(asked), 'Allow it? y = yes, n = no']
}

function questionLines({ question, choices = [], isSecret = false }: AskedQuestion): readonly string[] {
  const indented = plainText(question).trim().split('\n')
  return [
    'The agent asks:',
    ...indented.map((line) => `  ${line}`),
    ...choices.map((choice, index) => `  ${String(index + 1)}  ${plainText(choice).replaceAll('\n', ' ')}`),
    isSecret
      ? 'Type the answer; it is not shown, and no voice hears it.'
      : choices.length === 0
        ? 'Type the answer.'
        : 'Type a number, or an answer of your own.',
  ]
}

/** A number stands for its choice. */
function chosen({ choices = [] }: AskedQuestion, line: string): string {
  return (/^\d+$/.test(line) ? choices[Number(line) - 1] : undefined) ?? line
}
