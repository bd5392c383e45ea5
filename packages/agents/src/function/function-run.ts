import { randomUUID } from 'node:crypto'
import type { AgentContext, AgentRun, PermissionDecision, RunEnded } from '@parley/conversation'
import { ParleyError, isRecord } from '@parley/wire'
import { cancelOnAbort } from '../run/cancel-on-abort.js'
import { createRunFeed } from '../run/run-feed.js'
import type { RunFeed, RunningEvent } from '../run/run-feed.js'
import type { AskedPermission, FunctionTalk } from './function-talk.js'
import { createOpenQuestions } from './open-questions.js'
import { createSteeringQueue } from './steering-queue.js'

/** `steer`: it reads `talk.steering`. `answer`: it calls `talk.ask`. `reply`: it calls `talk.question`. */
export type FunctionAbility = 'steer' | 'answer' | 'reply'

/** Questions go through `talk`, the end is what the function returns or throws. */
export type FunctionYield =
  | string
  | Exclude<RunningEvent, { type: 'permission-requested' | 'permission-withdrawn' | 'needs-input' | 'input-withdrawn' }>

/** A text is the whole result; nothing is a result without words. */
export type FunctionResult = string | { readonly result: string; readonly spoken?: string } | undefined

export interface FunctionRun {
  readonly run: AgentRun
  /** When the function itself has come to its end. */
  readonly ended: Promise<void>
}

export interface FunctionRunSettings {
  readonly name: string
  readonly work: (talk: FunctionTalk) => AsyncGenerator<FunctionYield, FunctionResult, undefined>
  readonly can: readonly FunctionAbility[]
  readonly stopGraceMs: number
}

/** So many values in a row, then everybody else has a turn. */
const VALUES_PER_TURN = 32

/** Never throws, and does not call the function before it has returned. */
export function startFunctionRun(settings: FunctionRunSettings, context: AgentContext): FunctionRun {
  const { name, work, can, stopGraceMs } = settings
  const feed = createRunFeed()
  const controller = new AbortController()
  const permissions = createOpenQuestions<PermissionDecision>('permission')
  const questions = createOpenQuestions<string>('question')
  const steering = createSteeringQueue()
  const talk = createTalk({ feed, can, signal: controller.signal, permissions, questions, steering })
  const end = (ended: RunEnded): void => {
    feed.end(ended)
    for (const talking of [permissions, questions, steering]) talking.close()
  }
  const ended = follow(() => work(talk), feed, name, controller.signal).then(end)
  const cancel = async (): Promise<void> => {
    end({ type: 'ended', outcome: 'cancelled' })
    controller.abort()
    await within(ended, stopGraceMs)
  }
  if (context.signal?.aborted === true) void cancel()
  cancelOnAbort(context.signal, cancel, ended)
  return {
    run: {
      ...{ runId: `run_${randomUUID()}`, events: feed.events, cancel },
      ...(can.includes('steer') ? { steer: (text) => steering.push(text) } : {}),
      ...(can.includes('answer')
        ? {
            answer: async (id, decision) => {
              permissions.settle(id, decision)
            },
          }
        : {}),
      ...(can.includes('reply')
        ? {
            reply: async (id, text) => {
              questions.settle(id, text)
            },
          }
        : {}),
    },
    ended,
  }
}

interface TalkParts {
  readonly feed: RunFeed
  readonly can: readonly FunctionAbility[]
  readonly signal: AbortSignal
  readonly permissions: ReturnType<typeof createOpenQuestions<PermissionDecision>>
  readonly questions: ReturnType<typeof createOpenQuestions<string>>
  readonly steering: ReturnType<typeof createSteeringQueue>
}

function createTalk({ feed, can, signal, permissions, questions, steering }: TalkParts): FunctionTalk {
  const demand = (ability: FunctionAbility, what: string): void => {
    if (can.includes(ability)) return
    throw new ParleyError('config', `The function uses ${what}, but its agent was made without can: ['${ability}'].`)
  }
  return {
    signal,
    get steering() {
      demand('steer', 'talk.steering')
      return steering.steering
    },
    ask: (permission) =>
      quietly(async () => {
        demand('answer', 'talk.ask')
        return permissions.ask((permissionId) => {
          feed.add({ type: 'permission-requested', permissionId, ...toPermission(permission) })
        })
      }),
    question: (asked) =>
      quietly(async () => {
        demand('reply', 'talk.question')
        return questions.ask((questionId) => {
          feed.add({ type: 'needs-input', questionId, ...(typeof asked === 'string' ? { question: asked } : asked) })
        })
      }),
  }
}

/** A function that does not wait for its answer must not bring the process down when the run ends before that. */
function quietly<T>(wait: () => Promise<T>): Promise<T> {
  const answer = wait()
  answer.catch(() => {})
  return answer
}

function toPermission({ kind = 'other', ...rest }: AskedPermission) {
  return { toolKind: kind, ...rest }
}

/** How the function came to its end. Never rejects. */
async function follow(
  work: () => AsyncGenerator<FunctionYield, FunctionResult, undefined>,
  feed: RunFeed,
  name: string,
  signal: AbortSignal,
): Promise<RunEnded> {
  // Whoever starts a run gets it before the function does anything.
  await nextTurn()
  if (signal.aborted) return { type: 'ended', outcome: 'cancelled' }
  try {
    const generator = work()
    for (let count = 1; ; count++) {
      const step = await generator.next()
      if (step.done === true) return toEnd(step.value)
      // The reader has its end: the function is let out of its `yield`, so that its `finally` runs.
      if (signal.aborted) return toEnd((await generator.return(undefined)).value)
      if (!addYielded(feed, step.value)) {
        void generator.return(undefined).catch(() => {})
        throw new ParleyError('protocol', `The function has yielded what is no event of a run: ${describe(step.value)}`)
      }
      await feed.room()
      if (count % VALUES_PER_TURN === 0) await nextTurn()
    }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    return {
      type: 'ended',
      outcome: 'failed',
      error: said.trim() === '' ? `${name} failed and did not say why.` : said,
    }
  }
}

const YIELDED: readonly unknown[] = [
  ...['update', 'progress', 'plan', 'tool-started', 'tool-ended', 'diff', 'usage', 'resumable'],
]

/** False for what is no event of a run. */
function addYielded(feed: RunFeed, value: FunctionYield): boolean {
  if (typeof value === 'string') {
    if (value.trim() !== '') feed.add({ type: 'update', text: value, channel: 'silent' })
    return true
  }
  if (!isRecord(value) || !YIELDED.includes(value.type)) return false
  feed.add(value)
  return true
}

function toEnd(returned: unknown): RunEnded {
  if (returned === undefined) return { type: 'ended', outcome: 'finished', result: '' }
  if (typeof returned === 'string') return { type: 'ended', outcome: 'finished', result: returned }
  if (isRecord(returned) && typeof returned['result'] === 'string') {
    const { result, spoken } = returned
    return { type: 'ended', outcome: 'finished', result, ...(typeof spoken === 'string' ? { spoken } : {}) }
  }
  throw new ParleyError('protocol', `The function has returned what is no result: ${describe(returned)}`)
}

/** What kind of thing it is; never what is in it, which may be anybody's secret. */
function describe(value: unknown): string {
  if (isRecord(value) && typeof value['type'] === 'string') return `an object of type '${value['type'].slice(0, 50)}'`
  return value === null ? 'null' : typeof value
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function within(promise: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
  await Promise.race([promise, late])
  clearTimeout(timer)
}
