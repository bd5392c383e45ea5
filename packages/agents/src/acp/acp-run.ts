import { randomUUID } from 'node:crypto'
import { ParleyError } from '@parley/wire'
import type { AgentContext, AgentRun, AgentTask, PermissionDecision } from '@parley/conversation'
import type { Lane } from '../lanes/lane.js'
import { createRunFeed } from '../run/run-feed.js'
import type { RunFeed } from '../run/run-feed.js'
import { stepAcpRun } from './acp-run-machine.js'
import { createAcpRunState } from './acp-run-state.js'
import type { AcpRunEffect, AcpRunInput, AcpRunState } from './acp-run-state.js'
import type { AcpSettings } from './acp-settings.js'
import type { AcpWorker } from './acp-worker.js'
import { diffOf, placePath, placeTool } from './place-tool.js'
import type { AcpOpening } from './open-acp-session.js'

export interface AcpRunOptions {
  readonly settings: Pick<AcpSettings, 'name' | 'cancelGraceMs'>
  /** Undefined: it is cancelled already. */
  readonly lane: Lane<AcpWorker> | undefined
  readonly task: AgentTask
  readonly context: Required<AgentContext>
  /** Take this session up again; without it a former session that is lost is replaced by a new one. */
  readonly resumeId: string | undefined
}

/** One prompt in a lane that the caller has taken. Never throws. */
export function startAcpRun(options: AcpRunOptions): AgentRun {
  const { lane, context } = options
  const runId = `run_${randomUUID()}`
  const feed = createRunFeed()
  if (lane === undefined) {
    feed.end({ type: 'ended', outcome: 'cancelled' })
    return { runId, events: feed.events, cancel: async () => {}, answer: async (id) => refuseAnswer(id) }
  }
  const run = new AcpRun(options, lane, feed)
  const cancel = (): Promise<void> => run.cancel()
  context.signal.addEventListener('abort', () => void cancel(), { once: true })
  void run.begin()
  return { runId, events: feed.events, cancel, answer: (id, decision) => run.answer(id, decision) }
}

/** Carries out what the machine decides. */
class AcpRun {
  readonly #options: AcpRunOptions
  readonly #lane: Lane<AcpWorker>
  #worker: AcpWorker
  readonly #feed: RunFeed
  readonly #done: Promise<void>
  /** Open requests of the agent: what each waits for. */
  readonly #requests = new Map<number, (reply: AcpRunEffect) => void>()
  #resolveDone = (): void => {}
  #requestCount = 0
  #state: AcpRunState
  #timer: NodeJS.Timeout | undefined

  constructor(options: AcpRunOptions, lane: Lane<AcpWorker>, feed: RunFeed) {
    this.#options = options
    this.#lane = lane
    this.#feed = feed
    this.#worker = lane.worker()
    this.#state = createAcpRunState(options.settings.name)
    this.#done = new Promise((resolve) => (this.#resolveDone = resolve))
  }

  async begin(): Promise<void> {
    const { settings, task, resumeId } = this.#options
    const isTakenUp = resumeId !== undefined || this.#state.hasReopened
    let opening = await this.#worker.opening()
    if (opening.type === 'lost' && !isTakenUp) opening = await this.#worker.openNewSession()
    if (opening.type !== 'ready') {
      this.#step({ type: 'broken', error: opening.error, isUsable: false, mayReopen: false })
      return
    }
    const prompt = isTakenUp ? resumingText(task) : task.envelope
    this.#step({ type: 'opened', name: nameFrom(opening) ?? settings.name, resumeId: this.#worker.resumeId, prompt })
  }

  async answer(permissionId: string, decision: PermissionDecision): Promise<void> {
    if (!this.#state.questions.has(permissionId)) refuseAnswer(permissionId)
    this.#step({ type: 'answered', permissionId, decision })
  }

  async cancel(): Promise<void> {
    this.#step({ type: 'cancelled', isReady: this.#worker.isReady })
    await this.#done
  }

  #step(input: AcpRunInput): void {
    const { state, effects } = stepAcpRun(this.#state, input)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: AcpRunEffect): void {
    switch (effect.type) {
      case 'emit':
        this.#feed.add(effect.event)
        return
      case 'prompt':
        void this.#prompt(effect.text)
        return
      case 'reopen':
        this.#worker = this.#lane.worker()
        void this.begin()
        return
      case 'send-cancel':
        this.#worker.cancelPrompt()
        return
      case 'reply':
      case 'write': {
        this.#requests.get(effect.key)?.(effect)
        this.#requests.delete(effect.key)
        return
      }
      case 'set-deadline':
        this.#timer = setTimeout(() => {
          this.#step({ type: 'deadline' })
        }, this.#options.settings.cancelGraceMs)
        return
      case 'end':
        void this.#end(effect)
        return
    }
  }

  async #prompt(text: string): Promise<void> {
    const folder = this.#lane.workingDirectory
    const outcome = await this.#worker.prompt(text, {
      onNews: (news) => {
        const isTool = news.type === 'tool'
        this.#step({ type: 'news', news: isTool ? { type: 'tool', tool: placeTool(folder, news.tool) } : news })
      },
      onPermission: async ({ tool, offers }, signal) => {
        const reply = await this.#request(signal, (key) => ({
          ...{ type: 'permission-requested', key, tool: placeTool(folder, tool), offers },
        }))
        return reply.type === 'reply' ? reply.optionId : undefined
      },
      onWrite: async (change, signal) => {
        const reply = await this.#request(signal, (key) => ({
          ...{ type: 'write-requested', key, path: placePath(folder, change.path), diff: diffOf(folder, [change]) },
        }))
        return reply.type === 'write' && reply.isAllowed
      },
    })
    if (outcome.type === 'answered') this.#step({ type: 'prompt-ended', answer: outcome.answer })
    else this.#step(outcome)
  }

  /** A request of the agent, until it is answered or withdrawn. */
  #request(signal: AbortSignal, toInput: (key: number) => AcpRunInput): Promise<AcpRunEffect> {
    this.#requestCount += 1
    const key = this.#requestCount
    return new Promise((resolve) => {
      this.#requests.set(key, resolve)
      signal.addEventListener('abort', () => {
        this.#step({ type: 'request-withdrawn', key })
      })
      this.#step(toInput(key))
    })
  }

  async #end({ ended, worker }: AcpRunEffect & { readonly type: 'end' }): Promise<void> {
    clearTimeout(this.#timer)
    // A run has ended when nothing of it runs any more.
    if (worker === 'release') this.#lane.release()
    else await this.#lane.discard()
    this.#feed.end(ended)
    this.#resolveDone()
  }
}

function nameFrom(opening: AcpOpening): string | undefined {
  return opening.type === 'failed' ? undefined : opening.introduction.title
}

function refuseAnswer(permissionId: string): never {
  throw new ParleyError('refused', `No permission ${permissionId} is open; it was answered or withdrawn before.`)
}

/** What an agent is told whose process died at its work. It knows the request; it is said again for the case that not. */
function resumingText({ envelope, guidance = [] }: AgentTask): string {
  const beginning = 'Your work on this request was interrupted. Look at what is done already, do the rest, then answer.'
  return [beginning, envelope, ...guidance].join('\n\n')
}
