import type { ConversationSettings } from '../conversation-settings.js'
import { restoreConversation } from '../restore/restore-conversation.js'
import type { RestoredConversation } from '../restore/restore-conversation.js'
import type { ObservedStep } from './invariant.js'
import type { Random } from './random.js'
import { SimulatedProcess } from './simulated-process.js'
import type { ProcessOptions } from './simulated-process.js'

export interface LivesOptions extends Omit<ProcessOptions, 'prefix' | 'stepConversation'> {
  readonly createStep: () => ProcessOptions['stepConversation']
  /** The process is gone, and its successor has not begun. */
  readonly onCrash: () => void
}

/** So many steps later, at most: crashes fall between two steps, and between a step and its effects. */
const MAX_STEPS_LEFT = 8

/** The processes of one conversation, one after the other; the journal is all that they have in common. */
export class SimulatedLives {
  readonly #options: LivesOptions
  readonly #random: Random
  #process: SimulatedProcess
  #restartCount = 0
  #stepsLeft: number | undefined

  constructor(options: LivesOptions) {
    this.#options = options
    this.#random = options.world.random.fork('crashes')
    this.#process = this.#start('')
  }

  get process(): SimulatedProcess {
    return this.#process
  }

  begin(): void {
    beginProcess(this.#process, this.#options.settings, undefined)
  }

  /** Now, or in one of the next steps before any of its effects is carried out. */
  crash(): void {
    const stepsLeft = this.#random.integer(0, MAX_STEPS_LEFT)
    if (stepsLeft > 0) this.#stepsLeft = stepsLeft
    else if (this.#end()) this.#restart()
  }

  #start(prefix: string): SimulatedProcess {
    const { createStep, onCrash: _onCrash, ...options } = this.#options
    const observe = (step: Omit<ObservedStep, 'world'>): void => {
      options.observe(step)
      this.#countDown()
    }
    return new SimulatedProcess({ ...options, prefix, observe, stepConversation: createStep() })
  }

  #countDown(): void {
    if (this.#stepsLeft === undefined || --this.#stepsLeft > 0) return
    this.#stepsLeft = undefined
    const { timeline } = this.#options.world
    if (this.#end()) {
      timeline.after(0, () => {
        this.#restart()
      })
    }
  }

  /** One that has ended is gone on purpose. */
  #end(): boolean {
    if (this.#process.state.phase.type === 'ended') return false
    this.#options.world.count('crashes')
    this.#process.crash()
    this.#options.onCrash()
    return true
  }

  #restart(): void {
    const { settings, journal } = this.#options
    this.#process = this.#start(`restart${++this.#restartCount}_`)
    beginProcess(this.#process, settings, restoreConversation(journal.records))
  }
}

/** As the driver does: what is known of an earlier process comes first, then the first connection is opened. */
function beginProcess(
  process: SimulatedProcess,
  settings: ConversationSettings,
  restored: RestoredConversation | undefined,
): void {
  if (restored !== undefined) process.feed({ type: 'restored', restored })
  if (settings.reconnect !== undefined) process.feed({ type: 'tick' })
}
