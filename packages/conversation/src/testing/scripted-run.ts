import type { AgentEvent, AgentRun, AgentTask, PermissionDecision, RunEnded } from '../agent.js'
import { createAsyncQueue } from './async-queue.js'
import type { ScriptedAgentOptions, ScriptedEvent, ScriptedRun } from './scripted-agent-options.js'

export interface ScriptedRunOptions extends ScriptedAgentOptions {
  readonly runId: string
}

/** One run of a scripted agent: for the conversation, and for the test that looks on. */
export function startScriptedRun(
  task: AgentTask,
  resumeId: string | undefined,
  events: readonly ScriptedEvent[],
  options: ScriptedRunOptions,
): { readonly run: AgentRun; readonly seen: ScriptedRun } {
  const queue = createAsyncQueue<AgentEvent>()
  const waits = new Set<string>()
  const steeredWith: string[] = []
  const answers: { readonly permissionId: string; readonly decision: PermissionDecision }[] = []
  const replies: { readonly questionId: string; readonly text: string }[] = []
  let isEnded = false
  const say = (event: AgentEvent): void => {
    if (isEnded) return
    noteWaits(waits, event)
    queue.push(event)
    if (event.type !== 'ended') return
    isEnded = true
    queue.end()
  }
  const expect = (isTaken: boolean, problem: string): void => {
    if (isEnded) throw new Error('the run has ended')
    if (!isTaken) throw new Error(problem)
  }
  const steer = async (text: string): Promise<void> => {
    expect(true, '')
    steeredWith.push(text)
    options.onSteered?.(text).forEach(say)
  }
  const answer = async (permissionId: string, decision: PermissionDecision): Promise<void> => {
    expect(waits.delete(`permission ${permissionId}`), `nothing waits for the permission ${permissionId}`)
    answers.push({ permissionId, decision })
    options.onAnswered?.(decision).forEach(say)
  }
  const reply = async (questionId: string, text: string): Promise<void> => {
    expect(waits.delete(`question ${questionId}`), `the question ${questionId} is not open`)
    replies.push({ questionId, text })
    options.onReplied?.(text).forEach(say)
  }
  const run: AgentRun = {
    ...{ runId: options.runId, events: queue },
    cancel: async () => {
      say(cancelled)
    },
    ...(options.canSteer === true ? { steer } : {}),
    ...(options.canAnswer === true ? { answer } : {}),
    ...(options.canReply === true ? { reply } : {}),
  }
  const seen: ScriptedRun = {
    ...{ task, resumeId, say, steeredWith, answers, replies },
    get isEnded() {
      return isEnded
    },
  }
  if (!playScript(events, say)) say({ type: 'ended', outcome: 'finished', result: '' })
  return { run, seen }
}

const cancelled: RunEnded = { type: 'ended', outcome: 'cancelled' }

function noteWaits(waits: Set<string>, event: AgentEvent): void {
  if (event.type === 'permission-requested') waits.add(`permission ${event.permissionId}`)
  if (event.type === 'permission-withdrawn') waits.delete(`permission ${event.permissionId}`)
  if (event.type === 'needs-input') waits.add(`question ${event.questionId}`)
  if (event.type === 'input-withdrawn') waits.delete(`question ${event.questionId}`)
}

/** True when the script has come to a wait or an end of its own. */
function playScript(events: readonly ScriptedEvent[], say: (event: AgentEvent) => void): boolean {
  for (const event of events) {
    if (event.type === 'hang') return true
    say(event)
    if (event.type === 'ended') return true
  }
  return false
}
