/** `answering`: the user's words are being saved on their way to the agent. The last three never change. */
export type QuestionPhase = 'open' | 'answering' | 'answered' | 'withdrawn' | 'expired'

/** Who closed it. `task-ended`, `restart`: there is nobody left to tell. */
export type QuestionCloser = 'voice' | 'screen' | 'agent' | 'task-ended' | 'restart'

/** An agent needs words of the user. There is no answer by default: it waits as long as its task may run. */
export interface AgentQuestion {
  /** Of this asking: an agent may ask under the same id again. */
  readonly key: string
  readonly taskId: string
  readonly questionId: string
  /** Bounded. Of a secret only for screens. */
  readonly question: string
  readonly choices: readonly string[]
  readonly isSecret: boolean
  /** `screen`: its answer is a secret, which must not go through a voice. */
  readonly way: 'voice' | 'screen'
  readonly phase: QuestionPhase
  /** The delivery that says it; `undefined` = its turn has not come. */
  readonly deliveryId: string | undefined
  /** The words that were taken for the answer by voice. */
  readonly reply: QuestionReply | undefined
  readonly closedBy: QuestionCloser | undefined
}

export interface QuestionReply {
  readonly handoffId: string
  readonly words: string
  readonly atMs: number
}

export type QuestionInput =
  | { readonly type: 'said'; readonly deliveryId: string }
  | { readonly type: 'replied'; readonly reply: QuestionReply }
  /** The words could not be saved, so nobody has answered. */
  | { readonly type: 'reply-lost' }
  | { readonly type: 'closed'; readonly by: QuestionCloser }

export function stepQuestion(question: AgentQuestion, input: QuestionInput): AgentQuestion {
  if (!isOpenQuestion(question)) return question
  switch (input.type) {
    case 'said':
      return { ...question, deliveryId: input.deliveryId }
    case 'replied':
      return question.phase === 'open' ? { ...question, phase: 'answering', reply: input.reply } : question
    case 'reply-lost':
      return question.phase === 'answering' ? { ...question, phase: 'open', reply: undefined } : question
    case 'closed':
      return { ...question, phase: closedPhases[input.by], closedBy: input.by }
  }
}

/** Nobody's answer has reached the agent yet. */
export function isOpenQuestion({ phase }: AgentQuestion): boolean {
  return phase === 'open' || phase === 'answering'
}

const closedPhases = {
  voice: 'answered',
  screen: 'answered',
  agent: 'withdrawn',
  'task-ended': 'expired',
  restart: 'expired',
} as const satisfies Record<QuestionCloser, QuestionPhase>
