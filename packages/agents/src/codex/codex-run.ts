import { randomUUID } from 'node:crypto'
import { ParleyError } from '@parley/wire'
import type { AgentRun, Clock } from '@parley/conversation'
import type { Lane } from '../lanes/lane.js'
import { createRunFeed } from '../run/run-feed.js'
import { codexRunDeadline, stepCodexRun } from './codex-run-machine.js'
import { createCodexRunState } from './codex-run-state.js'
import type { CodexRunEffect, CodexRunInput, CodexRunSettings, CodexRunState } from './codex-run-state.js'
import type { CodexWorker } from './codex-worker.js'

/** The driver of one run: a lane's process, the machine, one timer. Every input goes through `#feed`, one at a time. */
export class CodexRun {
  readonly ended: Promise<void>
  readonly #lane: Lane<CodexWorker>
  readonly #clock: Clock
  readonly #events = createRunFeed()
  /** What the caller waits for, by command. */
  readonly #commands = new Map<string, PromiseWithResolvers>()
  #state: CodexRunState
  #worker: CodexWorker | undefined
  #forgetTimer = (): void => {}
  #resolveEnded = (): void => {}

  constructor(settings: CodexRunSettings, lane: Lane<CodexWorker>, clock: Clock) {
    this.#state = createCodexRunState(settings)
    this.#lane = lane
    this.#clock = clock
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
  }

  /** What the caller gets: its methods need no `this`. */
  toAgentRun(): AgentRun {
    return {
      runId: `run_${randomUUID()}`,
      events: this.#events.events,
      steer: (text) => this.#command((commandId) => ({ type: 'steer', commandId, text })),
      answer: (permissionId, decision) =>
        this.#command((commandId) => ({ type: 'answer', commandId, permissionId, decision })),
      reply: (questionId, text) => this.#command((commandId) => ({ type: 'reply', commandId, questionId, text })),
      cancel: () => this.cancel(),
    }
  }

  begin(): void {
    const worker = this.#lane.worker()
    this.#worker = worker
    const { nextRequestId, isInitialized, threadId, usage } = worker
    const lastThreadId = this.#lane.resumeId
    this.#feed({
      type: 'opened',
      nowMs: this.#clock.now(),
      nextRequestId,
      isInitialized,
      threadId,
      lastThreadId,
      usage,
    })
    worker.listen({
      onMessage: (message) => this.#feed({ type: 'message', nowMs: this.#clock.now(), message }),
      onDied: (reason, isLasting) => this.#feed({ type: 'died', reason, isLasting }),
    })
  }

  async cancel(): Promise<void> {
    this.#feed({ type: 'cancel', nowMs: this.#clock.now() })
    await this.ended
  }

  #command(input: (commandId: string) => CodexRunInput): Promise<void> {
    const commandId = randomUUID()
    return new Promise((resolve, reject) => {
      this.#commands.set(commandId, { resolve, reject })
      this.#feed(input(commandId))
    })
  }

  #feed(input: CodexRunInput): void {
    const { state, effects } = stepCodexRun(this.#state, input)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    this.#forgetTimer()
    const deadlineMs = codexRunDeadline(this.#state)
    if (deadlineMs === undefined) return
    this.#forgetTimer = this.#clock.setTimer(deadlineMs, () => this.#feed({ type: 'tick', nowMs: this.#clock.now() }))
  }

  #perform(effect: CodexRunEffect): void {
    switch (effect.type) {
      case 'send':
        this.#worker?.send(effect.message)
        break
      case 'emit':
        this.#events.add(effect.event)
        break
      case 'settle':
        this.#settle(effect.commandId, effect.refusal)
        break
      case 'initialized':
        this.#worker?.markInitialized()
        break
      case 'thread':
        this.#worker?.takeThread(effect.threadId, effect.isLasting)
        break
      case 'reopen':
        this.#worker?.listen(undefined)
        // Not inside this input: the new process is an input of its own.
        queueMicrotask(() => {
          if (this.#state.phase.name === 'waiting') this.begin()
        })
        break
      case 'end':
        void this.#finish(effect)
    }
  }

  #settle(commandId: string, refusal: string | undefined): void {
    const command = this.#commands.get(commandId)
    this.#commands.delete(commandId)
    if (refusal === undefined) command?.resolve()
    else command?.reject(new ParleyError('refused', `The agent did not take it: ${refusal}.`))
  }

  /** The end is told when nothing that should not run any more runs any more. */
  async #finish({ ended, keep }: CodexRunEffect & { readonly type: 'end' }): Promise<void> {
    this.#worker?.listen(undefined)
    if (keep === 'process') this.#lane.release()
    else await this.#lane.discard({ isForgotten: keep === 'nothing' })
    this.#events.end(ended)
    this.#resolveEnded()
  }
}

interface PromiseWithResolvers {
  readonly resolve: () => void
  readonly reject: (error: ParleyError) => void
}
