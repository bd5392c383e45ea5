import { createConversation } from '@parley/conversation'
import type { Agent, Connect, Conversation, ReconnectingConversationOptions } from '@parley/conversation'
import type { DialectName } from '@parley/wire'
import type { Account } from './account.js'
import type { KeyboardInput } from './approvals/hidden-input.js'
import { followConversation } from './approvals/follow-conversation.js'
import type { KeyboardAnswers } from './approvals/follow-conversation.js'
import type { SpokenFile } from './audio-file.js'
import type { ConversationTerms } from './config/conversation-terms.js'
import { ReplyRecording } from './reply-recording.js'
import { createSayState, stepSay } from './say-machine.js'
import type { SayInput, SayLimits, SayOutcome, SayState } from './say-machine.js'
import { speak } from './speak-file.js'
import type { Terminal } from './terminal.js'

export interface SayOptions {
  /** A lost line is replaced. Each that it opens is the conversation's. */
  readonly connect: Connect
  readonly dialect: DialectName
  readonly agent: Agent
  readonly file: SpokenFile
  readonly account: Account
  readonly fast: boolean
  readonly limits: SayLimits
  readonly workingDirectory: string
  /** What the configuration says of the conversation. */
  readonly terms: ConversationTerms
  /** Who can answer an agent's questions at the keyboard; absent, only a voice can. */
  readonly keyboard: { readonly input: KeyboardInput; readonly terminal: Terminal } | undefined
  readonly signal: AbortSignal
  /** Gets every step of the conversation. */
  readonly record: ReconnectingConversationOptions['record']
}

export interface SayResult {
  readonly outcome: SayOutcome
  readonly recording: ReplyRecording
}

/** Longer than the server's silence limit, so that the last turn ends. */
const TRAILING_SILENCE_MS = 1200
const TICK_MS = 100
/** Some 30 seconds: whoever waits for a command wants to know. */
const MAX_ATTEMPTS = 8
/** Of the 30 seconds that a conversation keeps. */
const MAX_KEPT_MS = 20_000

/** Speaks a file into a conversation and stays until all that it asked for has ended and was said. Closes every connection. */
export async function sayFile(options: SayOptions): Promise<SayResult> {
  const recording = new ReplyRecording((itemId, playedMs) => {
    conversation.reportPlayed(itemId, playedMs)
  })
  const conversation: Conversation = createConversation({
    connect: options.connect,
    dialect: options.dialect,
    reconnect: { maxAttempts: MAX_ATTEMPTS },
    agent: options.agent,
    sink: recording,
    workingDirectory: options.workingDirectory,
    ...options.terms,
    ...(options.record === undefined ? {} : { record: options.record }),
  })
  const stopSpeech = new AbortController()
  const { keyboard } = options
  const answers = keyboard === undefined ? undefined : followConversation(conversation, keyboard)
  try {
    const outcome = await followToTheEnd(conversation, { ...options, answers }, stopSpeech.signal)
    return { outcome, recording }
  } finally {
    stopSpeech.abort()
    answers?.close()
    await conversation.close()
  }
}

/** The driver of `say-machine`: events, the clock and the user's Ctrl-C in, the outcome out. */
function followToTheEnd(
  conversation: Conversation,
  options: SayOptions & { readonly answers: KeyboardAnswers | undefined },
  signal: AbortSignal,
): Promise<SayOutcome> {
  return new Promise((resolve, reject) => {
    let state: SayState = createSayState()
    const feed = (input: SayInput): void => {
      state = stepSay(state, input, options.limits)
      if (state.outcome === undefined) return
      clearInterval(timer)
      resolve(state.outcome)
    }
    const timer = setInterval(() => {
      feed({ type: 'tick', nowMs: performance.now() })
    }, TICK_MS)
    const fail = (error: unknown): void => {
      clearInterval(timer)
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    options.signal.addEventListener('abort', () => {
      feed({ type: 'interrupted' })
    })
    const { fast } = options
    speak(options.file.samples, speechInput(conversation), {
      fast,
      trailingSilenceMs: TRAILING_SILENCE_MS,
      signal,
    })
      .then(() => {
        feed({ type: 'audio-sent', nowMs: performance.now() })
      })
      .catch(fail)
    readEvents(conversation, options, feed).catch(fail)
  })
}

async function readEvents(
  conversation: Conversation,
  { account, answers }: { readonly account: Account; readonly answers: KeyboardAnswers | undefined },
  feed: (input: SayInput) => void,
): Promise<void> {
  for await (const event of conversation.events) {
    if (event.type === 'audio') continue
    account.event(event)
    answers?.take(event)
    feed({ type: 'event', event, nowMs: performance.now() })
  }
}

function speechInput(conversation: Conversation): Parameters<typeof speak>[1] {
  return {
    sendAudio: (frame) => {
      conversation.sendAudio(frame)
    },
    get bufferedAmount() {
      // Without a line only so much is kept; a file can wait.
      const { outgoingBytes, keptAudioMs } = conversation.stats
      return keptAudioMs > MAX_KEPT_MS ? Infinity : outgoingBytes
    },
  }
}
