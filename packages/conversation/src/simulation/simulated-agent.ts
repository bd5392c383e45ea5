import type { AgentEvent } from '../agent.js'
import type { RunEffect } from '../conversation-effect.js'
import type { ConversationHappening } from '../conversation-input.js'
import { requestPermission, askQuestion } from './agent-asks.js'
import type { Random } from './random.js'
import type { SimulatedWorld } from './simulated-world.js'

interface SimulatedRun {
  readonly taskId: string
  readonly random: Random
  /** The permission or the question that it waits for, as `p:id` or `q:id`. */
  waitsFor: string | undefined
  askCount: number
  isOver: boolean
}

export interface SimulatedAgentOptions {
  readonly world: SimulatedWorld
  readonly feed: (happening: ConversationHappening) => void
  /** Goes before the names of what it draws; one per process. */
  readonly prefix: string
  /** Runs only report and finish. */
  readonly isCalm: boolean
  readonly canResume: boolean
}

/** In every result, so that a claim about it can be told from other words. */
export function resultMark(taskId: string): string {
  return `outcome of ${taskId}`
}

/**
 * The program behind the voice, one run per task: runs report, ask for permission and for words, take it back, flood, hang,
 * crash, end late, and some go on after a crash. What a run does depends on its task and not on the order of runs.
 */
export class SimulatedAgent {
  readonly #options: SimulatedAgentOptions
  readonly #runs = new Map<string, SimulatedRun>()
  #isEnded = false

  constructor(options: SimulatedAgentOptions) {
    this.#options = options
  }

  perform(effect: RunEffect): void {
    if (effect.type === 'start-run' || effect.type === 'resume-run') {
      this.#start(effect)
      return
    }
    const run = this.#runs.get(effect.taskId)
    switch (effect.type) {
      case 'steer-run':
        this.#steer(run, effect)
        return
      case 'answer-run':
        if (this.#goOn(run, `p:${effect.permissionId}`)) this.#options.world.count(`permissions ${effect.decision}`)
        return
      case 'reply-run':
        this.#reply(run, effect)
        return
      case 'cancel-run':
        if (run !== undefined) this.#cancel(run)
        return
    }
  }

  /** The process with its runs is gone; they say nothing more. */
  end(): void {
    this.#isEnded = true
  }

  #start(effect: Extract<RunEffect, { type: 'start-run' | 'resume-run' }>): void {
    const { world, prefix, canResume, isCalm } = this.#options
    const { taskId } = effect.task
    const isResumed = effect.type === 'resume-run'
    const random = world.random.fork(isResumed ? `resumed:${prefix}${taskId}` : `run:${taskId}`)
    const run = { taskId, random, waitsFor: undefined, askCount: 0, isOver: false }
    this.#runs.set(taskId, run)
    if (isResumed) world.count('resumed runs')
    if (isResumed && !isCalm && random.chance(0.2)) {
      world.count('runs that could not be resumed')
      this.#later(run, 20, () => {
        this.#tell(run, { type: 'ended', outcome: 'failed', error: 'There is no such session.' })
      })
      return
    }
    if (canResume && random.chance(0.8)) {
      this.#later(run, random.integer(0, 300), () => {
        this.#tell(run, { type: 'resumable', resumeId: `session_${taskId}` })
      })
    }
    this.#work(run, random.integer(0, 4))
  }

  #work(run: SimulatedRun, stepsLeft: number): void {
    this.#later(run, run.random.integer(50, 4000), () => {
      if (stepsLeft === 0) this.#finish(run)
      else if (!this.#options.isCalm && run.random.chance(0.4)) this.#ask(run)
      else {
        this.#tell(run, report(run, stepsLeft, this.#options.isCalm))
        this.#work(run, stepsLeft - 1)
      }
    })
  }

  #ask(run: SimulatedRun): void {
    run.askCount++
    // Some agents number what they ask anew after each answer.
    const id = run.random.chance(0.2) ? '1' : String(run.askCount)
    const asked = run.random.chance(0.5) ? requestPermission(run.random, id) : askQuestion(run.random, id)
    const name = asked.type === 'permission-requested' ? `p:${asked.permissionId}` : `q:${asked.questionId}`
    run.waitsFor = name
    this.#options.world.count(asked.type === 'permission-requested' ? 'permissions asked' : 'questions asked')
    this.#tell(run, asked)
    // Nobody answers for long: some agents go on without it, and some say so.
    const isTold = run.random.chance(0.5)
    this.#later(run, run.random.pick([3000, 20_000]), () => {
      if (run.waitsFor !== name) return
      run.waitsFor = undefined
      if (isTold) {
        this.#options.world.count('withdrawn')
        if (asked.type === 'needs-input') this.#tell(run, { type: 'input-withdrawn', questionId: asked.questionId })
        else this.#tell(run, { type: 'permission-withdrawn', permissionId: asked.permissionId })
      }
      this.#work(run, run.random.integer(0, 1))
    })
  }

  /** It has what it has waited for. */
  #goOn(run: SimulatedRun | undefined, name: string): boolean {
    if (run === undefined || run.isOver || run.waitsFor !== name) return false
    run.waitsFor = undefined
    this.#work(run, run.random.integer(0, 2))
    return true
  }

  #reply(
    run: SimulatedRun | undefined,
    { taskId, questionId, handoffId }: Extract<RunEffect, { type: 'reply-run' }>,
  ): void {
    const { world } = this.#options
    if (this.#goOn(run, `q:${questionId}`)) {
      world.count(handoffId === undefined ? 'questions answered on the screen' : 'questions answered by voice')
      return
    }
    world.count('refused replies')
    const from = handoffId === undefined ? {} : { handoffId }
    this.#say({ type: 'reply-failed', taskId, questionId, ...from, error: 'the question is not open' })
  }

  #finish(run: SimulatedRun): void {
    const result = `The ${resultMark(run.taskId)} is here.`
    const luck = this.#options.isCalm ? 0 : run.random.next()
    if (luck < 0.75) this.#tell(run, { type: 'ended', outcome: 'finished', result })
    else if (luck < 0.85) this.#tell(run, { type: 'ended', outcome: 'failed', error: 'It ended with exit code 139.' })
    else if (luck < 0.92) this.#flood(run, result)
    else this.#options.world.count('hung runs')
  }

  #flood(run: SimulatedRun, result: string): void {
    this.#options.world.count('floods')
    for (let index = 0; index < 40; index++) {
      this.#tell(run, { type: 'update', text: `line ${index}`, channel: 'silent' })
    }
    this.#tell(run, { type: 'ended', outcome: 'finished', result })
  }

  #steer(run: SimulatedRun | undefined, { taskId, handoffId }: Extract<RunEffect, { type: 'steer-run' }>): void {
    const { world, isCalm } = this.#options
    const isTaken = run !== undefined && !run.isOver && (isCalm || run.random.chance(0.8))
    if (isTaken) return
    world.count('refused steering')
    this.#say({ type: 'steer-failed', taskId, handoffId, error: 'the run takes no guidance' })
  }

  /** Some end at once, some before they hear of it, some late, some never. */
  #cancel(run: SimulatedRun): void {
    const luck = this.#options.isCalm ? 0 : run.random.next()
    if (luck < 0.6) {
      this.#later(run, run.random.integer(0, 500), () => {
        this.#tell(run, { type: 'ended', outcome: 'cancelled' })
      })
    } else if (luck < 0.9) {
      this.#later(run, run.random.integer(0, 40_000), () => {
        this.#finish(run)
      })
    } else this.#options.world.count('runs that do not stop')
  }

  #tell(run: SimulatedRun, event: AgentEvent): void {
    if (event.type === 'ended') run.isOver = true
    this.#options.feed({ type: 'run-event', taskId: run.taskId, event })
  }

  #say(happening: ConversationHappening): void {
    this.#options.world.timeline.after(20, () => {
      if (!this.#isEnded) this.#options.feed(happening)
    })
  }

  #later(run: SimulatedRun, delayMs: number, act: () => void): void {
    this.#options.world.timeline.after(delayMs, () => {
      if (!this.#isEnded && !run.isOver) act()
    })
  }
}

function report(run: SimulatedRun, stepsLeft: number, isCalm: boolean): AgentEvent {
  const luck = run.random.next()
  const text = `step ${stepsLeft} of ${run.taskId}`
  if (luck < 0.4) return { type: 'update', text, channel: 'silent' }
  if (luck < 0.7) return { type: 'update', text, channel: 'speakable' }
  return isCalm || luck < 0.85 ? { type: 'progress', text } : { type: 'usage', inputTokens: 10 }
}
