import { openAgentProcess } from '../process/agent-process.js'
import type { AgentProcess } from '../process/agent-process.js'
import type { LaneWorker } from '../lanes/lane.js'
import type { JsonObject } from '@parley/wire'
import { whenClosed } from '../process/close-when-drained.js'
import { toAsk } from './codex-asks.js'
import type { CodexRequestId, CodexTokens } from './codex-schemas.js'
import { decodeCodexMessage } from './decode-codex-message.js'
import type { CodexMessage, CodexRequest } from './decode-codex-message.js'
import { createJsonLines } from './json-lines.js'
import { processEndText } from './process-end-text.js'

export interface CodexWorkerSettings {
  readonly program: string
  readonly programArguments: readonly string[]
  readonly workingDirectory: string
  readonly environment: Readonly<Record<string, string>>
  readonly passEnvironment: readonly string[]
  readonly killGraceMs: number
}

/** Who hears what a worker's process says. */
export interface CodexListener {
  onMessage(message: CodexMessage): void
  /** `isLasting`: another process would fare no better. Called once, also when it was so already. */
  onDied(reason: string, isLasting: boolean): void
}

/** One `codex app-server` with one thread. */
export interface CodexWorker extends LaneWorker {
  /** Value of the mark in the environment of all its processes. */
  readonly mark: string
  readonly pid: number | undefined
  readonly isInitialized: boolean
  /** Of the thread that its process has. */
  readonly threadId: string | undefined
  /** What the thread has used so far. */
  readonly usage: CodexTokens
  readonly nextRequestId: number
  send(message: JsonObject): void
  markInitialized(): void
  takeThread(threadId: string, isLasting: boolean): void
  /** One listener at a time, the last one. Without one requests of the process are denied. */
  listen(listener: CodexListener | undefined): void
}

const MAX_LINE_BYTES = 16_777_216
/** A program that says so many lines that are no messages is not Codex. */
const MAX_GARBAGE_LINES = 100

/** Starts the program. Never throws: a program that cannot be started is dead, and says why. */
export function openCodexWorker(settings: CodexWorkerSettings, resumeId: string | undefined): CodexWorker {
  return new ProcessWorker(settings, resumeId)
}

class ProcessWorker implements CodexWorker {
  readonly #process: AgentProcess
  #listener: CodexListener | undefined
  #death: { readonly reason: string; readonly isLasting: boolean } | undefined
  #isInitialized = false
  #threadId: string | undefined
  #resumeId: string | undefined
  #usage: CodexTokens = { inputTokens: 0, outputTokens: 0 }
  #lastRequestId = 0

  constructor(settings: CodexWorkerSettings, resumeId: string | undefined) {
    const { program, workingDirectory } = settings
    this.#resumeId = resumeId
    this.#process = openAgentProcess(settings)
    const lines = createJsonLines(MAX_LINE_BYTES)
    let garbageCount = 0
    this.#process.output.on('data', (bytes: Buffer) => {
      const decoded = lines.push(bytes).map(decodeCodexMessage)
      garbageCount += decoded.filter(({ type }) => type === 'garbage').length
      if (garbageCount + lines.skippedCount > MAX_GARBAGE_LINES) {
        this.#die(`${program} does not speak the language of "codex app-server"; its version may not fit.`, true)
      } else decoded.forEach((message) => this.#receive(message))
    })
    // Its last words may still be unread when it has ended, and may be the end of the turn.
    void Promise.all([this.#process.ended, whenClosed(this.#process.output)]).then(([end]) => {
      this.#die(processEndText(program, workingDirectory, end), end.spawnError !== undefined)
    })
  }

  get mark(): string {
    return this.#process.mark
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get isDead(): boolean {
    return this.#death !== undefined
  }

  get resumeId(): string | undefined {
    return this.#resumeId
  }

  get isInitialized(): boolean {
    return this.#isInitialized
  }

  get threadId(): string | undefined {
    return this.#threadId
  }

  get usage(): CodexTokens {
    return this.#usage
  }

  get nextRequestId(): number {
    return this.#lastRequestId + 1
  }

  send(message: JsonObject): void {
    const { id, method } = message
    if (method !== undefined && typeof id === 'number') this.#lastRequestId = Math.max(this.#lastRequestId, id)
    if (!this.isDead) this.#process.input.write(`${JSON.stringify(message)}\n`)
  }

  markInitialized(): void {
    this.#isInitialized = true
  }

  takeThread(threadId: string, isLasting: boolean): void {
    this.#threadId = threadId
    if (isLasting) this.#resumeId = threadId
  }

  listen(listener: CodexListener | undefined): void {
    this.#listener = listener
    if (this.#death !== undefined) listener?.onDied(this.#death.reason, this.#death.isLasting)
  }

  async close(): Promise<void> {
    this.#die('The program was stopped.', true)
    await this.#process.stop()
  }

  #receive(message: CodexMessage): void {
    if (message.type === 'notification' && message.notification.method === 'thread/tokenUsage/updated') {
      const { threadId, tokenUsage } = message.notification.params
      if (threadId === this.#threadId) this.#usage = tokenUsage.total
    }
    if (this.isDead) return
    if (this.#listener !== undefined) this.#listener.onMessage(message)
    else if (message.type === 'request') this.send(denial(message.id, message.request))
  }

  #die(reason: string, isLasting: boolean): void {
    if (this.#death !== undefined) return
    this.#death = { reason, isLasting }
    this.#listener?.onDied(reason, isLasting)
  }
}

/** Between two runs there is nobody who could allow anything. */
function denial(id: CodexRequestId, request: CodexRequest): JsonObject {
  const ask = toAsk(request, { workingDirectory: '/', nowMs: Date.now(), changesOf: () => undefined })
  if (ask.kind === 'permission') return { id, result: ask.replies.denied }
  if (ask.kind === 'settled') return { id, result: ask.result }
  return { id, error: { code: -32601, message: ask.kind === 'refused' ? ask.message : 'nobody can be asked now' } }
}
