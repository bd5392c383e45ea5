import { methods } from '@agentclientprotocol/sdk'
import { ParleyError } from '@parley/wire'
import { openAgentProcess } from '../process/agent-process.js'
import type { AgentProcess } from '../process/agent-process.js'
import type { LaneWorker } from '../lanes/lane.js'
import { connectAcp } from './acp-connection.js'
import type { AcpConnection, AcpHandlers } from './acp-connection.js'
import type { AcpNews, AgentIntroduction, FileChange, PermissionRequest, PromptAnswer } from './acp-news.js'
import { goneSentence, isStartNeeded, refusalSentence } from './acp-sentences.js'
import type { AcpSettings } from './acp-settings.js'
import { decodePromptAnswer } from './decode-acp-answers.js'
import { openAcpSession, openNewSession } from './open-acp-session.js'
import type { AcpOpening, OpeningContext } from './open-acp-session.js'
import { createServedFiles } from './served-files.js'

/** What comes while a prompt runs. */
export interface PromptListener {
  onNews(news: AcpNews): void
  /** As in `AcpHandlers`. */
  onPermission(request: PermissionRequest, signal: AbortSignal): Promise<string | undefined>
  /** May this be written? */
  onWrite(change: FileChange, signal: AbortSignal): Promise<boolean>
}

export type PromptOutcome =
  | { readonly type: 'answered'; readonly answer: PromptAnswer }
  /** `isUsable`: the agent has said no, and can be asked again. `mayReopen`: as in `AcpRunInput`. */
  | { readonly type: 'broken'; readonly error: string; readonly isUsable: boolean; readonly mayReopen: boolean }

/** One process of an agent with one session in it. Runs use it one after the other. */
export interface AcpWorker extends LaneWorker {
  /** The session, when it is there; a former one first if it was opened with its id. */
  opening(): Promise<AcpOpening>
  /** Its session is open. */
  readonly isReady: boolean
  /** Instead of a former session that is lost. */
  openNewSession(): Promise<AcpOpening>
  /** Needs an open session. Never rejects. Everything that came before its answer has gone to the listener by then. */
  prompt(text: string, listener: PromptListener): Promise<PromptOutcome>
  /** Asks the agent to end the prompt. */
  cancelPrompt(): void
}

/** Starts the agent. Never throws: what fails shows in `opening`. */
export function openAcpWorker(
  settings: AcpSettings,
  workingDirectory: string,
  resumeId: string | undefined,
): AcpWorker {
  const agent = openAgentProcess({
    ...{ program: settings.program, programArguments: settings.programArguments, workingDirectory },
    ...{ environment: settings.environment, passEnvironment: settings.passEnvironment },
    killGraceMs: settings.killGraceMs,
  })
  return new AcpProcessWorker(agent, settings, workingDirectory, resumeId)
}

class AcpProcessWorker implements AcpWorker {
  readonly #agent: AgentProcess
  readonly #context: OpeningContext
  readonly #connection: AcpConnection
  /** Resolves when nothing of the agent runs any more. */
  readonly #gone: Promise<string>
  #opening: Promise<AcpOpening>
  #introduction: AgentIntroduction | undefined
  #sessionId: string | undefined
  #listener: PromptListener | undefined
  #isDead = false
  /** It has answered a prompt before. */
  #isWarm = false

  constructor(agent: AgentProcess, settings: AcpSettings, workingDirectory: string, resumeId: string | undefined) {
    this.#agent = agent
    this.#connection = connectAcp(agent, this.#handlers(settings, workingDirectory))
    this.#gone = this.#watchEnd(settings, workingDirectory)
    this.#context = { connection: this.#connection, settings, workingDirectory, gone: this.#gone }
    this.#opening = this.#note(openAcpSession(this.#context, resumeId))
  }

  get resumeId(): string | undefined {
    const canTakeUp = this.#introduction?.canLoad === true || this.#introduction?.canResume === true
    return canTakeUp ? this.#sessionId : undefined
  }

  get isDead(): boolean {
    return this.#isDead || !this.#agent.isRunning
  }

  get isReady(): boolean {
    return this.#sessionId !== undefined && !this.isDead
  }

  opening(): Promise<AcpOpening> {
    return this.#opening
  }

  async openNewSession(): Promise<AcpOpening> {
    const introduction = this.#introduction
    if (introduction !== undefined) this.#opening = this.#note(openNewSession(this.#context, introduction))
    return this.#opening
  }

  async prompt(text: string, listener: PromptListener): Promise<PromptOutcome> {
    this.#listener = listener
    const params = { sessionId: this.#sessionId, prompt: [{ type: 'text', text }] }
    try {
      const result = await Promise.race([
        this.#connection.request(methods.agent.session.prompt, params),
        this.#gone.then((error) => new ParleyError('closed', error)),
      ])
      if (result instanceof ParleyError) return this.#goneOutcome(result.message)
      // What came with the answer in one piece has to be handled before it counts as the end.
      await new Promise((resolve) => setImmediate(resolve))
      this.#isWarm = true
      return { type: 'answered', answer: decodePromptAnswer(result) }
    } catch (cause) {
      return await this.#brokenBy(cause)
    } finally {
      this.#listener = undefined
    }
  }

  cancelPrompt(): void {
    this.#connection.notify(methods.agent.session.cancel, { sessionId: this.#sessionId })
  }

  async close(): Promise<void> {
    this.#isDead = true
    await this.#agent.stop()
    this.#connection.close()
  }

  async #brokenBy(cause: unknown): Promise<PromptOutcome> {
    if (this.#connection.isClosed) return this.#goneOutcome(await this.#gone)
    const { settings } = this.#context
    const introduction = this.#introduction ?? { title: undefined, logins: [] }
    const name = introduction.title ?? settings.name
    const error = refusalSentence(name, 'do it', cause, introduction, settings.loginHint)
    return { type: 'broken', error, isUsable: !isStartNeeded(cause), mayReopen: false }
  }

  #goneOutcome(error: string): PromptOutcome {
    return { type: 'broken', error, isUsable: false, mayReopen: this.#isWarm && this.resumeId !== undefined }
  }

  async #note(opening: Promise<AcpOpening>): Promise<AcpOpening> {
    const opened = await opening
    if (opened.type !== 'failed') this.#introduction = opened.introduction
    if (opened.type === 'ready') this.#sessionId = opened.session.sessionId
    if (opened.type === 'failed') this.#isDead = true
    return opened
  }

  /** Its connection or its process has ended: the other one is ended as well. */
  async #watchEnd({ name, program }: AcpSettings, workingDirectory: string): Promise<string> {
    const problem = await Promise.race([this.#connection.closed, this.#agent.ended.then(() => undefined)])
    this.#isDead = true
    const end = await this.#agent.stop()
    this.#connection.close()
    if (problem !== undefined) return `${this.#introduction?.title ?? name} ${problem}.`
    return goneSentence(this.#introduction?.title ?? name, program, workingDirectory, end)
  }

  #handlers({ files }: AcpSettings, workingDirectory: string): AcpHandlers {
    const served = files === 'served' ? createServedFiles(workingDirectory) : undefined
    const listenerOf = (sessionId: string): PromptListener | undefined =>
      sessionId === this.#sessionId ? this.#listener : undefined
    return {
      onNews: (sessionId, news) => listenerOf(sessionId)?.onNews(news),
      onPermission: async (sessionId, request, signal) => listenerOf(sessionId)?.onPermission(request, signal),
      async onFileRead(request) {
        if (served === undefined || listenerOf(request.sessionId) === undefined) throw notServed()
        return served.read(request)
      },
      async onFileWrite({ sessionId, path, content }, signal) {
        const listener = listenerOf(sessionId)
        if (served === undefined || listener === undefined) throw notServed()
        const oldText = await served.readForWriting(path, content)
        const isAllowed = await listener.onWrite({ path, oldText, newText: content }, signal)
        if (!isAllowed) throw new ParleyError('refused', `Writing ${path} was not allowed.`)
        await served.write(path, content)
      },
    }
  }
}

function notServed(): ParleyError {
  return new ParleyError('refused', 'Files are not served; use your own access to them.')
}
