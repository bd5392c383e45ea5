import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationHappening } from '../conversation-input.js'
import type { RecordedStep } from '../conversation-log.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { createConversationState } from '../conversation-state.js'
import type { ConversationState } from '../conversation-state.js'
import type { ObservedStep, StepConversation } from './invariant.js'
import { SimulatedAgent } from './simulated-agent.js'
import { SimulatedConnections } from './simulated-connections.js'
import type { SimulatedJournal } from './simulated-journal.js'
import type { SimulatedServer } from './simulated-server.js'
import { SimulatedSink } from './simulated-sink.js'
import type { SimulatedWorld } from './simulated-world.js'

export interface ProcessOptions {
  /** Goes before the names of all that it draws and calls by name; empty for the first process of a run. */
  readonly prefix: string
  readonly world: SimulatedWorld
  readonly settings: ConversationSettings
  readonly journal: SimulatedJournal
  readonly isAgentCalm: boolean
  readonly stepConversation: StepConversation
  readonly observe: (step: Omit<ObservedStep, 'world'>) => void
}

/** A conversation's process: the machine with a driver under virtual time, and all that dies with it. */
export class SimulatedProcess {
  readonly sink: SimulatedSink
  readonly #options: ProcessOptions
  readonly #agent: SimulatedAgent
  readonly #recording: RecordedStep[] = []
  readonly #connections: SimulatedConnections
  #state: ConversationState
  #isAlive = true
  #forgetTimer: () => void = () => undefined

  constructor(options: ProcessOptions) {
    const { world, settings, isAgentCalm, prefix } = options
    const feed = (happening: ConversationHappening): void => {
      this.feed(happening)
    }
    this.#options = options
    this.#state = createConversationState(settings)
    this.sink = new SimulatedSink(world, feed, prefix)
    const canResume = settings.agent.canResume === true
    this.#agent = new SimulatedAgent({ world, feed, prefix, canResume, isCalm: isAgentCalm })
    this.#connections = new SimulatedConnections({ world, settings, feed, prefix })
  }

  get state(): ConversationState {
    return this.#state
  }

  get server(): SimulatedServer | undefined {
    return this.#connections.server
  }

  get recording(): readonly RecordedStep[] {
    return this.#recording
  }

  feed(happening: ConversationHappening): void {
    if (!this.#isAlive) return
    // As the driver does: a position of now goes before what may stop the player.
    const position = mayStop(happening) ? this.sink.position() : undefined
    if (position !== undefined) this.#take({ type: 'played', ...position })
    this.#take(happening)
  }

  #take(happening: ConversationHappening): void {
    const { world, stepConversation, observe } = this.#options
    const before = this.#state
    const input = { nowMs: world.timeline.nowMs, ...happening }
    const { state: after, effects } = stepConversation(before, input)
    this.#state = after
    this.#recording.push({ input, effects })
    observe({ before, input, effects, after })
    // The step itself may have been the last one.
    for (const effect of effects) if (this.#isAlive) this.#perform(effect)
  }

  /** The connection ends, for the conversation and for its server. */
  disconnect(reason: string): void {
    this.#connections.disconnect(reason)
  }

  /** Everything but the journal is gone at once. */
  crash(): void {
    this.#isAlive = false
    for (const part of [this.#connections, this.#agent, this.sink]) part.end()
    this.#options.journal.crash()
    this.#forgetTimer()
  }

  #perform(effect: ConversationEffect): void {
    switch (effect.type) {
      case 'save':
        this.#options.journal.append(effect.record, (happening) => {
          this.feed(happening)
        })
        return
      case 'send':
        this.#connections.send(effect.call)
        return
      case 'start-run':
      case 'resume-run':
      case 'reply-run':
      case 'steer-run':
      case 'answer-run':
      case 'cancel-run':
        this.#agent.perform(effect)
        return
      case 'play':
        this.sink.play(effect.itemId, effect.audioMs)
        return
      case 'stop-playback':
        this.sink.stop()
        return
      case 'set-timer':
        this.#setTimer(effect.atMs)
        return
      case 'open-connection':
        this.#connections.open(effect.generation)
        return
      case 'use-connection':
        this.#connections.use(effect.generation)
        return
      case 'close-connection':
        this.#connections.close(effect.generation)
        return
      case 'resume-playback':
        this.sink.resume(effect.itemId, effect.fromMs)
        return
      default:
        return
    }
  }

  #setTimer(atMs: number | undefined): void {
    this.#forgetTimer()
    if (atMs === undefined) return
    this.#forgetTimer = this.#options.world.timeline.at(atMs, () => {
      this.feed({ type: 'tick' })
    })
  }
}

/** As `readPosition` has it. */
function mayStop(happening: ConversationHappening): boolean {
  if (happening.type === 'connection') return happening.event.type === 'input_audio_speech_started'
  return happening.type === 'stop-speaking'
}
