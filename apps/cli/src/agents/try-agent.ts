import { judgePermission } from '@parley/conversation'
import type { Agent, AgentEvent, AgentRun, ApprovalRules, PermissionDecision, RunEnded } from '@parley/conversation'
import { encodeDelegation } from '@parley/wire'
import type { KeyboardPrompt, KeyboardPromptOptions } from '../approvals/keyboard-prompt.js'

export interface TryAgentOptions {
  readonly agent: Agent
  readonly words: string
  readonly workingDirectory: string
  readonly rules: ApprovalRules
  readonly signal: AbortSignal
  /** Gets every event, in order; `decision` with a request that a rule has answered. */
  readonly tell: (event: AgentEvent, decision?: PermissionDecision) => void
  /** Makes the one who asks the user; absent, what needs an answer is denied. */
  readonly openPrompt: ((answers: Answers) => KeyboardPrompt) | undefined
}

type Answers = Pick<KeyboardPromptOptions, 'answer' | 'reply'>

/** One request to an agent, without a voice: what it does as it comes, its questions at the keyboard, and its end. */
export async function tryAgent(options: TryAgentOptions): Promise<RunEnded> {
  const { agent, words, workingDirectory, signal, tell } = options
  const envelope = encodeDelegation({ input: words, transcript: [] })
  const run = agent.start({ taskId: 'task_1', input: words, envelope, workingDirectory }, { signal })
  // An answer that comes too late has nobody left to tell; the run's end follows anyway.
  const prompt = options.openPrompt?.({
    answer: ({ permissionId }, decision) => void run.answer?.(permissionId, decision).catch(() => undefined),
    reply: ({ questionId }, text) => void run.reply?.(questionId, text).catch(() => undefined),
  })
  try {
    for await (const event of run.events) {
      if (event.type === 'ended') return event
      if (event.type === 'permission-requested') tell(event, answerByRule(run, event, options, prompt))
      else tell(event)
      if (event.type === 'permission-withdrawn') prompt?.withdraw(event.permissionId)
      if (event.type === 'needs-input') askOrEnd(run, event, prompt)
      if (event.type === 'input-withdrawn') prompt?.withdraw(event.questionId)
    }
    return { type: 'ended', outcome: 'failed', error: 'The agent stopped without saying how it ended.' }
  } finally {
    prompt?.close()
    await run.cancel()
  }
}

type Question = Extract<AgentEvent, { readonly type: 'needs-input' }>

/** An agent that waits for an answer which nobody can give would wait for ever. */
function askOrEnd(run: AgentRun, question: Question, prompt: KeyboardPrompt | undefined): void {
  if (prompt === undefined) void run.cancel()
  else prompt.ask(question)
}

type Request = Extract<AgentEvent, { readonly type: 'permission-requested' }>

/** What nobody can be asked about is denied. Undefined: the user is asked. */
function answerByRule(
  run: AgentRun,
  request: Request,
  { rules }: TryAgentOptions,
  prompt: KeyboardPrompt | undefined,
): PermissionDecision | undefined {
  const { toolKind, isOutside = false } = request
  const rule = judgePermission(rules, { toolKind, isOutside })
  if (rule !== 'allow' && rule !== 'deny' && prompt !== undefined) {
    prompt.ask(request)
    return undefined
  }
  const decision = rule === 'allow' ? 'granted' : 'denied'
  void run.answer?.(request.permissionId, decision).catch(() => undefined)
  return decision
}
