import type { ConnectionEvent } from '../conversation-input.js'
import type { ConnectionCall } from '../realtime-connection.js'
import type { Random } from './random.js'
import type { ModelAnswer } from './simulation-plan.js'
import type { SimulatedServer, SimulatedServerOptions } from './simulated-server.js'
import { scriptSpeech } from './simulated-speech.js'
import type { ScriptedEvent } from './simulated-speech.js'

/** Speaks `quicksilver`: no responses, no refusals; says by itself what a handoff brought, when it is quiet. */
export class SimulatedQuicksilverServer implements SimulatedServer {
  readonly #options: SimulatedServerOptions
  readonly #random: Random
  readonly #unspoken: string[] = []
  readonly #answers: ModelAnswer[] = []
  #utterance = { isOver: true }
  #count = 0
  #isEnded = false

  constructor(options: SimulatedServerOptions) {
    this.#options = options
    this.#random = options.world.random.fork(`server:${options.name}`)
  }

  receive(call: ConnectionCall): void {
    if (this.#isEnded) return
    if (call.method === 'appendHandoff' || call.method === 'finishHandoff') {
      this.#unspoken.push(call.text)
      this.#speakNextAfter(this.#random.integer(50, 800))
    }
    const expected = call.method === 'sendText' && call.role === 'user' ? this.#answers.shift() : undefined
    if (expected === undefined) return
    this.#later(100, () => {
      this.#answer(expected)
    })
  }

  hear(words: string, durationMs: number, answer: ModelAnswer): void {
    const random = this.#random.fork(`speech:${++this.#count}`)
    const { emit, world } = this.#options
    this.#utterance.isOver = true
    emit({ type: 'input_transcript_delta', delta: words.slice(0, 3) })
    this.#later(durationMs, () => {
      emit({ type: 'input_transcript_done', text: words })
      this.#later(random.integer(20, 400), () => {
        this.#answer(answer)
      })
      this.#speakNextAfter(2000)
    })
    if (world.isFaulty('error-events')) emit({ type: 'error', message: 'something odd', code: 'odd', fatal: false })
  }

  expect(answer: ModelAnswer): void {
    this.#answers.push(answer)
  }

  end(): void {
    this.#isEnded = true
  }

  #answer(answer: ModelAnswer): void {
    const key = `${this.#options.name}_${++this.#count}`
    if (answer.type === 'speech' && this.#utterance.isOver) this.#speak(answer.words)
    if (answer.type === 'handoff') this.#requestWork(answer.request, `handoff_${key}`)
  }

  #requestWork(inputTranscript: string, handoffId: string): void {
    const { emit, world } = this.#options
    const activeTranscript = [{ role: 'user', text: inputTranscript } as const]
    const event: ConnectionEvent = {
      ...{ type: 'handoff_requested', handoffId, itemId: `item_${handoffId}`, inputTranscript, activeTranscript },
    }
    emit(event)
    if (!world.isFaulty('duplicate-calls')) return
    world.count('repeated calls')
    this.#later(300, () => {
      emit(event)
    })
  }

  #speak(words: string): void {
    const key = `${this.#options.name}_${++this.#count}`
    const random = this.#random.fork(`utterance:${key}`)
    this.#utterance = { isOver: false }
    this.#play(this.#utterance, scriptSpeech(random, words, random.chance(0.5) ? `item_${key}` : undefined), 0)
  }

  #play(utterance: { isOver: boolean }, script: readonly ScriptedEvent[], index: number): void {
    const next = script[index]
    if (next === undefined) {
      utterance.isOver = true
      this.#speakNextAfter(100)
      return
    }
    this.#later(next.afterMs, () => {
      if (utterance.isOver) return
      this.#options.emit(next.event)
      this.#play(utterance, script, index + 1)
    })
  }

  #speakNextAfter(delayMs: number): void {
    const { world } = this.#options
    this.#later(delayMs, () => {
      if (!this.#utterance.isOver || this.#unspoken.length === 0) return
      const words = this.#unspoken.splice(0).join(' ')
      if (!world.isFaulty('lost-request') || this.#random.chance(0.5)) this.#speak(words)
      else world.count('results that nobody said')
    })
  }

  #later(delayMs: number, run: () => void): void {
    this.#options.world.timeline.after(delayMs, () => {
      if (!this.#isEnded) run()
    })
  }
}
