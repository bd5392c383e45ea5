import type { AgentEvent } from '../agent.js'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationHappening } from '../conversation-input.js'
import type { Random } from './random.js'
import type { SimulatedWorld } from './simulated-world.js'

type RunEffect = Extract<ConversationEffect, { type: 'start-run' | 'steer-run' | 'answer-run' | 'cancel-run' }>

interface SimulatedRun {
  readonly taskId: string
  readonly random: Random
  waitsFor: string | undefined
  isOver: boolean
}

export interface SimulatedAgentOptions {
  readonly world: SimulatedWorld
  readonly feed: (happening: ConversationHappening) => void
  /** Runs only report and finish. */
  readonly isCalm: boolean
}

/** In every result, so that a claim about it can be told from other words. */
export function resultMark(taskId: string): string {
  return `outcome of ${taskId}`
}

/**
 * The program behind the voice, one run per task: runs report, ask for permission, flood, hang, crash and end late. What a
 * run does depends on its task and not on the order of runs.
 */
export class SimulatedAgent {
  readonly #options: SimulatedAgentOptions
  readonly #runs = new Map<string, SimulatedRun>()
  #isEnded = false

  constructor(options: SimulatedAgentOptions) {
    this.#options = options
  }

  perform(effect: RunEffect): void {
    if (effect.type === 'start-run') {
      this.#start(effect.task.taskId)
      return
    }
    const run = this.#runs.get(effect.taskId)
    switch (effect.type) {
      case 'steer-run':
        this.#steer(run, effect)
        return
      case 'answer-run':
        if (run === undefined || run.waitsFor !== effect.permissionId) return
        run.waitsFor = undefined
        this.#options.world.count(`permissions ${effect.decision}`)
        this.#work(run, 0)
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

  #start(taskId: string): void {
    const random = this.#options.world.random.fork(`run:${taskId}`)
    const run = { taskId, random, waitsFor: undefined, isOver: false }
    this.#runs.set(taskId, run)
    this.#work(run, random.integer(0, 4))
  }

  #work(run: SimulatedRun, stepsLeft: number): void {
    this.#later(run, run.random.integer(50, 4000), () => {
      if (stepsLeft === 0) this.#finish(run)
      else if (!this.#options.isCalm && run.random.chance(0.25)) this.#ask(run, stepsLeft)
      else {
        this.#tell(run, report(run, stepsLeft, this.#options.isCalm))
        this.#work(run, stepsLeft - 1)
      }
    })
  }

  #ask(run: SimulatedRun, stepsLeft: number): void {
    const permissionId = `permission_${stepsLeft}`
    const toolKind = run.random.chance(0.2) ? 'delete' : 'execute'
    run.waitsFor = permissionId
    this.#options.world.count('permissions asked')
    this.#tell(run, { type: 'permission-requested', permissionId, toolKind, title: 'Run the build' })
    // Nobody answers for long: some agents go on without it.
    this.#later(run, 20_000, () => {
      if (run.waitsFor !== permissionId) return
      run.waitsFor = undefined
      this.#work(run, 0)
    })
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
    const { world, feed, isCalm } = this.#options
    const isTaken = run !== undefined && !run.isOver && (isCalm || run.random.chance(0.8))
    if (isTaken) return
    world.count('refused steering')
    world.timeline.after(20, () => {
      if (!this.#isEnded) feed({ type: 'steer-failed', taskId, handoffId, error: 'the run takes no guidance' })
    })
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
