import { randomUUID } from 'node:crypto'
import type { AgentContext, AgentRun, AgentTask, PermissionDecision, RunEnded } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { ProcessEnd } from '../../process/agent-process.js'
import { cancelOnAbort } from '../../run/cancel-on-abort.js'
import { createOutputLines } from '../../run/output-lines.js'
import { createRunFeed } from '../../run/run-feed.js'
import type { RunFeed } from '../../run/run-feed.js'
import { cancelledEnd, describeExit } from '../command-end.js'
import type { CommandRunSettings } from '../command-settings.js'
import { openStoppableProgram } from '../stoppable-program.js'
import type { StoppableProgram } from '../stoppable-program.js'
import { LINES_VERSION, encodeParleyLine } from './agent-line.js'
import type { ParleyLine } from './agent-line.js'
import { initialLinesState, stepLines } from './lines-machine.js'
import type { LinesAbilities, LinesEffect, LinesInput, LinesState } from './lines-machine.js'
import { createPendingGuidance } from './pending-guidance.js'
import type { PendingGuidance } from './pending-guidance.js'

export interface LinesRunSettings extends CommandRunSettings {
  readonly abilities: LinesAbilities & { readonly canSteer: boolean }
}

/** A result of 1 MiB with all its escapes fits; what is longer is cut, and then no message any more. */
const MAX_LINE_CHARACTERS = 4_194_304
/** So much may lie in the pipe of a program that does not read. */
const MAX_UNREAD_BYTES = 1_048_576
/** So long a program may go on after its result, before SIGTERM: the user waits for that result. */
const LINGER_MS = 500
const COALESCE_MS = 40

/** Starts a program that speaks agent lines. Never throws. */
export function startLinesRun(
  settings: LinesRunSettings,
  task: AgentTask,
  resumeId: string | undefined,
  context: AgentContext,
): AgentRun {
  const runId = `run_${randomUUID()}`
  const { canSteer, canAnswer, canReply } = settings.abilities
  const run = new LinesRun(settings)
  if (context.signal?.aborted === true) run.endUnstarted()
  else run.begin(runId, task, resumeId)
  const cancel = (): Promise<void> => run.cancel()
  cancelOnAbort(context.signal, cancel, run.done)
  return {
    ...{ runId, events: run.events, cancel },
    ...(canSteer ? { steer: (text) => run.steer(text) } : {}),
    ...(canAnswer ? { answer: async (id, decision) => run.answer(id, decision) } : {}),
    ...(canReply ? { reply: async (id, text) => run.reply(id, text) } : {}),
  }
}

class LinesRun {
  readonly #settings: LinesRunSettings
  readonly #feed: RunFeed = createRunFeed({ coalesceMs: COALESCE_MS })
  readonly #guidance: PendingGuidance
  #state: LinesState = initialLinesState
  #program: StoppableProgram | undefined
  #done = Promise.resolve()
  /** What the program itself has said how it ended. */
  #end: RunEnded | undefined
  #tellOver = (): void => {}

  constructor(settings: LinesRunSettings) {
    this.#settings = settings
    this.#guidance = createPendingGuidance(settings.program)
  }

  get events(): AgentRun['events'] {
    return this.#feed.events
  }

  /** When nothing of it runs any more. Never rejects. */
  get done(): Promise<void> {
    return this.#done
  }

  endUnstarted(): void {
    this.#guidance.close()
    this.#feed.end(cancelledEnd(''))
  }

  begin(runId: string, task: AgentTask, resumeId: string | undefined): void {
    const environment = { ...this.#settings.environment, PARLEY_LINES: String(LINES_VERSION) }
    this.#program = openStoppableProgram({ ...this.#settings, environment }, runId, () => {
      this.#guidance.close()
      this.#send({ type: 'cancel' })
      this.#tellOver()
    })
    this.#done = this.#follow(this.#program)
    const { taskId, input, envelope, guidance = [] } = task
    this.#send({
      ...{ type: 'task', parley: LINES_VERSION, taskId, input, envelope },
      workingDirectory: this.#settings.workingDirectory,
      ...(resumeId === undefined ? {} : { resumeId }),
      ...(guidance.length === 0 ? {} : { guidance }),
    })
  }

  steer(text: string): Promise<void> {
    return this.#guidance.add((id) => {
      this.#demandReader()
      this.#send({ type: 'steer', id, text })
    })
  }

  answer(permissionId: string, decision: PermissionDecision): void {
    if (!this.#isWorking || !this.#state.openPermissions.includes(permissionId)) {
      throw new ParleyError('refused', `No permission ${permissionId} is asked for; the answer was not passed on.`)
    }
    this.#demandReader()
    this.#step({ type: 'answered', permissionId })
    this.#send({ type: 'answer', id: permissionId, decision })
  }

  reply(questionId: string, text: string): void {
    if (!this.#isWorking || !this.#state.openQuestions.includes(questionId)) {
      throw new ParleyError('refused', `The question ${questionId} is not open; the reply was not passed on.`)
    }
    this.#demandReader()
    this.#step({ type: 'replied', questionId })
    this.#send({ type: 'reply', id: questionId, text })
  }

  async cancel(): Promise<void> {
    this.#program?.stop('cancelled')
    await this.#done
  }

  get #isWorking(): boolean {
    return this.#state.phase === 'working' && !this.#feed.hasEnded
  }

  async #follow(program: StoppableProgram): Promise<void> {
    await this.#readLines(program)
    this.#guidance.close()
    // It has nothing more to say. Its input ends, and what then still runs is ended.
    const end = await program.process.stop({ inputGraceMs: Math.min(LINGER_MS, this.#settings.killGraceMs) })
    this.#feed.end(this.#end ?? program.outerEnd(end, '') ?? this.#endWithoutResult(end))
  }

  /** Until it has said its end, is stopped, or closes its output. */
  #readLines({ process: { output } }: StoppableProgram): Promise<void> {
    const lines = createOutputLines(MAX_LINE_CHARACTERS)
    return new Promise((resolve) => {
      let isOver = false
      const take = (more: readonly string[]): void => {
        for (const line of more) if (!isOver) this.#step({ type: 'line', line })
      }
      this.#tellOver = () => {
        isOver = true
        resolve()
      }
      output.on('data', (bytes: Buffer) => {
        // What comes after the end is read and thrown away, so that the program can end.
        if (isOver) return
        take(lines.push(bytes))
        // A reader of the run who is slow slows the program down.
        output.pause()
        void this.#feed.room().then(() => output.resume())
      })
      output.once('close', () => {
        take(lines.end())
        resolve()
      })
    })
  }

  #step(input: LinesInput): void {
    const { state, effects } = stepLines(this.#state, input, this.#settings.abilities)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: LinesEffect): void {
    switch (effect.type) {
      case 'tell':
        this.#feed.add(effect.event)
        return
      case 'deny':
        this.#send({ type: 'answer', id: effect.permissionId, decision: 'denied' })
        return
      case 'leave-unanswered':
        this.#send({ type: 'reply', id: effect.questionId, text: '' })
        return
      case 'steered':
        this.#guidance.take(effect.steerId)
        return
      case 'steer-refused':
        this.#guidance.refuse(effect.steerId, effect.reason)
        return
      case 'over':
        this.#end = effect.end
        this.#tellOver()
    }
  }

  #demandReader(): void {
    const unread = this.#program?.process.input.writableLength ?? 0
    if (unread > MAX_UNREAD_BYTES) {
      throw new ParleyError(
        'unavailable',
        `${this.#settings.program} does not read what it is told: ${unread} bytes wait.`,
      )
    }
  }

  #send(line: ParleyLine): void {
    const input = this.#program?.process.input
    if (input?.writable === true) input.write(encodeParleyLine(line))
  }

  #endWithoutResult(end: ProcessEnd): RunEnded {
    const { program } = this.#settings
    const { phase, strayCount, firstStray } = this.#state
    if (phase === 'greeting' && strayCount > 0) {
      const error = `${program} does not speak agent lines: it began with '${firstStray}'. Run it as plain text.`
      return { type: 'ended', outcome: 'failed', error }
    }
    const error = end.code === 0 ? `${program} ended without a result.` : describeExit(program, end)
    return { type: 'ended', outcome: 'failed', error }
  }
}
