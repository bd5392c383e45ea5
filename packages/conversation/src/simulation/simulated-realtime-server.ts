import type { ResponseCreatedEvent, WireFrame } from '@parley/wire'
import type { ConnectionEvent } from '../conversation-input.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { toRequestMetadata } from '../request-name.js'
import { scriptAnswer } from './model-answer.js'
import type { Random } from './random.js'
import type { ModelAnswer } from './simulation-plan.js'
import type { SimulatedServer, SimulatedServerOptions } from './simulated-server.js'
import type { ScriptedEvent } from './simulated-speech.js'

interface RunningResponse {
  readonly responseId: string
  readonly itemId: string
  isOver: boolean
}

const ACTIVE = 'conversation_already_has_active_response'

/** Speaks `realtime`: one response at a time, some of them begun by itself; unspoken backend messages are said next. */
export class SimulatedRealtimeServer implements SimulatedServer {
  readonly #options: SimulatedServerOptions
  readonly #random: Random
  readonly #unspoken: string[] = []
  readonly #answers: ModelAnswer[] = []
  readonly #audioMs = new Map<string, number>()
  #running: RunningResponse | undefined
  /** Some repeat the metadata of requests. */
  readonly #isNaming: boolean
  #count = 0
  #isEnded = false

  constructor(options: SimulatedServerOptions) {
    this.#options = options
    this.#random = options.world.random.fork(`server:${options.name}`)
    this.#isNaming = options.world.random.fork(`naming:${options.name}`).chance(0.5)
  }

  receive(call: ConnectionCall): void {
    if (this.#isEnded) return
    switch (call.method) {
      case 'createResponse':
        this.#onCreate(call.eventId)
        return
      case 'cancelResponse':
        this.#onCancel()
        return
      case 'truncate':
        this.#onTruncate(call.point.itemId, call.point.audioEndMs)
        return
      case 'send':
        this.#unspoken.push(...backendTexts(call.event))
        return
      case 'appendHandoff':
      case 'finishHandoff':
        this.#unspoken.push(call.text)
        return
      case 'sendText':
        return
    }
  }

  hear(words: string, durationMs: number, answer: ModelAnswer): void {
    const random = this.#random.fork(`speech:${++this.#count}`)
    const itemId = `user_${this.#options.name}_${this.#count}`
    this.#send({ type: 'input_audio_speech_started', itemId })
    if (this.#running !== undefined && random.chance(0.8)) {
      this.#options.world.count('responses cut by speech')
      this.#finish(this.#running, 'cancelled')
    }
    this.#later(durationMs, () => {
      this.#send({ type: 'input_audio_speech_stopped', itemId })
      this.#send({ type: 'input_audio_buffer_committed', itemId })
      if (this.#running === undefined && random.chance(0.9)) this.#begin(answer)
      this.#transcribe(random, itemId, words)
    })
    if (this.#isFaulty('error-events')) this.#fail('The server had an error', 'server_error')
  }

  expect(answer: ModelAnswer): void {
    this.#answers.push(answer)
  }

  end(): void {
    this.#isEnded = true
  }

  #transcribe(random: Random, itemId: string, words: string): void {
    if (this.#isFaulty('lost-transcript') && random.chance(0.5)) return
    const delayMs = this.#isFaulty('late-transcripts') ? random.integer(500, 6000) : random.integer(10, 600)
    const isFailing = random.chance(0.05)
    this.#later(delayMs, () => {
      if (isFailing) this.#send({ type: 'conversation_item_input_audio_transcription_failed', itemId })
      else this.#send({ type: 'input_transcript_done', text: words, itemId })
    })
  }

  #onCreate(eventId: string): void {
    const { world } = this.#options
    if (this.#isFaulty('lost-request') && this.#random.chance(0.5)) {
      world.count('lost response.create')
      return
    }
    if (this.#running !== undefined) {
      world.count('refused requests')
      const named = this.#isFaulty('anonymous-refusals') ? {} : { eventId }
      this.#fail('Conversation already has an active response', ACTIVE, named)
      return
    }
    this.#begin(this.#answers.shift(), this.#isNaming ? { metadata: toRequestMetadata(eventId) } : {})
    if (this.#isFaulty('unasked-responses')) this.#beginUnaskedSoon()
  }

  /** As voice activity makes it do: just before or just after a client asks for one. */
  #beginUnaskedSoon(): void {
    this.#later(this.#random.integer(50, 3000), () => {
      if (this.#running !== undefined) return
      this.#options.world.count('unasked responses')
      this.#begin(undefined)
    })
  }

  #begin(answer: ModelAnswer | undefined, asked: Pick<ResponseCreatedEvent, 'metadata'> = {}): void {
    const { name, world } = this.#options
    const key = `${name}_${++this.#count}`
    const random = this.#random.fork(`response:${key}`)
    const response = { responseId: `resp_${key}`, itemId: `item_${key}`, isOver: false }
    const isRepeating = this.#isFaulty('duplicate-calls')
    if (isRepeating && (answer?.type === 'handoff' || answer?.type === 'tool')) world.count('repeated calls')
    this.#running = response
    const script = scriptAnswer({
      ...{ random, answer, isRepeating, itemId: response.itemId, callId: `call_${key}` },
      unspoken: this.#unspoken.splice(0),
    })
    this.#later(random.integer(5, 150), () => {
      if (response.isOver) return
      this.#send({ type: 'response_created', responseId: response.responseId, ...asked })
      this.#play(response, script, 0)
    })
  }

  #play(response: RunningResponse, script: readonly ScriptedEvent[], index: number): void {
    const next = script[index]
    this.#later(next?.afterMs ?? 5, () => {
      if (response.isOver) return
      if (next === undefined) {
        this.#finish(response, 'completed')
        return
      }
      this.#send(next.event)
      this.#play(response, script, index + 1)
    })
  }

  #finish(response: RunningResponse, status: string): void {
    response.isOver = true
    if (this.#running === response) this.#running = undefined
    if (this.#isFaulty('lost-done') && this.#random.chance(0.5)) {
      this.#options.world.count('lost response.done')
      return
    }
    this.#send({ type: 'response_done', responseId: response.responseId, status })
  }

  #onCancel(): void {
    if (this.#running === undefined) this.#fail('Cancellation failed: no active response', 'response_cancel_not_active')
    else this.#finish(this.#running, 'cancelled')
  }

  #onTruncate(itemId: string, audioEndMs: number): void {
    const receivedMs = this.#audioMs.get(itemId)
    if (receivedMs === undefined || audioEndMs > receivedMs) {
      this.#options.world.count('refused truncates')
      this.#fail(`Audio content of ${receivedMs ?? 0}ms is already shorter than ${audioEndMs}ms`, 'invalid_value')
      return
    }
    this.#options.world.count('truncates')
    this.#audioMs.set(itemId, audioEndMs)
    this.#send({ type: 'conversation_item_truncated', itemId, audio_end_ms: audioEndMs })
  }

  #send(event: ConnectionEvent): void {
    if (event.type === 'audio_out' && event.itemId !== undefined) {
      this.#audioMs.set(event.itemId, (this.#audioMs.get(event.itemId) ?? 0) + event.audioMs)
    }
    this.#options.emit(event)
  }

  #fail(message: string, code: string, named: { readonly eventId?: string } = {}): void {
    this.#send({ type: 'error', message, code, fatal: false, ...named })
  }

  #isFaulty(fault: Parameters<SimulatedServerOptions['world']['isFaulty']>[0]): boolean {
    return this.#options.world.isFaulty(fault)
  }

  #later(delayMs: number, run: () => void): void {
    this.#options.world.timeline.after(delayMs, () => {
      if (!this.#isEnded) run()
    })
  }
}

/** What a client's item adds to the conversation for the voice to say; nothing for other events. */
function backendTexts(event: WireFrame): readonly string[] {
  const text = JSON.stringify(event)
  return text.includes('[BACKEND]') || text.includes('function_call_output') ? [text] : []
}
