import assert from 'node:assert/strict'
import { RealtimeClient } from '@parley/client'
import { conversationTools, createConversation } from '@parley/conversation'
import type { Agent, Conversation, ConversationEvent, ShownEvent } from '@parley/conversation'
import { bytesFromPcm16, isRecord } from '@parley/wire'
import type { DialectName } from '@parley/wire'
import { parseLine } from './parley-process.js'
import type { JsonLine } from './parley-process.js'
import { VirtualPlayer } from './virtual-player.js'

/** The longest that a test waits for one thing to happen. */
const PATIENCE_MS = 15_000
const SAMPLE_RATE = 24_000
/** Longer than the server's silence limit, so that the turn ends. */
const TRAILING_SILENCE_MS = 1200

type EventOf<T extends ShownEvent['type']> = Extract<ShownEvent, { readonly type: T }>

/** A conversation over a real socket, with all that came of it so far. */
export interface LiveConversation {
  readonly conversation: Conversation
  readonly player: VirtualPlayer
  readonly events: readonly ShownEvent[]
  /** Frames by direction, audio included. */
  readonly sent: readonly JsonLine[]
  readonly received: readonly JsonLine[]
  readonly of: <T extends ShownEvent['type']>(type: T) => readonly EventOf<T>[]
  /** Resolves with the first thing that is found, now or after a later event or frame; rejects when none comes. */
  readonly until: <T>(what: string, find: () => T | undefined | false) => Promise<T>
  /** Speaks as a microphone does, only faster. */
  readonly say: (samples: Int16Array) => void
  close(): Promise<void>
}

export interface LiveOptions {
  readonly url: string
  readonly agent: Agent
  readonly dialect?: DialectName
}

/** Opens a session of its own and puts the agent behind it. */
export async function openLiveConversation({
  url,
  agent,
  dialect = 'realtime',
}: LiveOptions): Promise<LiveConversation> {
  const [sent, received, events]: [JsonLine[], JsonLine[], ShownEvent[]] = [[], [], []]
  const watchers = new Set<() => void>()
  const wake = (): void => {
    for (const watcher of watchers) watcher()
  }
  const connection = await new RealtimeClient({ baseUrl: url }).connect(
    { dialect, ...(dialect === 'realtime' ? { tools: conversationTools } : {}) },
    {
      onRaw: ({ direction, frame }) => {
        if (typeof frame === 'string') (direction === 'sent' ? sent : received).push(parseLine(frame))
        // The conversation reads the same frame a moment later.
        setImmediate(wake)
      },
    },
  )
  const player = new VirtualPlayer((itemId, playedMs) => {
    conversation.reportPlayed(itemId, playedMs)
  })
  // Speech that is sent faster than it was spoken is always short, and must not be taken for a noise.
  const limits = { shortSpeechMs: 0 }
  const conversation: Conversation = createConversation({ connection, agent, sink: player, limits })
  void collect(conversation.events, (event) => {
    events.push(event)
    wake()
  })
  return {
    ...{ conversation, player, events, sent, received },
    of: (type) => events.filter((event) => isOf(event, type)),
    until: (what, find) =>
      waitFor(watchers, find, () => `${what} did not happen: ${JSON.stringify(events, undefined, 1)}`),
    say(samples) {
      speak(conversation, samples)
    },
    close: () => conversation.close(),
  }
}

/** What is true of every conversation: nothing is lost and nothing is said twice. */
export function assertHeardOnce(live: LiveConversation, taskId: string): void {
  const results = live.of('delivery').filter((event) => event.kind === 'result' && event.taskId === taskId)
  const ends = results.filter(({ phase }) => phase === 'heard' || phase === 'missed')
  assert.deepEqual(
    ends.map(({ phase }) => phase),
    ['heard'],
    JSON.stringify(results),
  )
}

export function taskPhases(live: LiveConversation, taskId: string): readonly string[] {
  return live.of('task').flatMap((event) => (event.taskId === taskId ? [event.phase] : []))
}

/** Errors of two sides that act at once: the server answers by itself while it is asked to, or has ended what is cancelled. */
const CROSSINGS: readonly unknown[] = ['conversation_already_has_active_response', 'response_cancel_not_active']

/** What the server has refused, but for what may cross on the wire. */
export function refusalsOf(live: LiveConversation): readonly unknown[] {
  return live.received
    .flatMap(({ type, error }) => (type === 'error' && isRecord(error) ? [error] : []))
    .filter(({ code }) => !CROSSINGS.includes(code))
}

function isOf<T extends ShownEvent['type']>(event: ShownEvent, type: T): event is EventOf<T> {
  return event.type === type
}

async function collect(events: AsyncIterable<ConversationEvent>, take: (event: ShownEvent) => void): Promise<void> {
  for await (const event of events) if (event.type !== 'audio') take(event)
}

function waitFor<T>(watchers: Set<() => void>, find: () => T | undefined | false, complain: () => string): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = find()
      if (found === undefined || found === false) return
      clearTimeout(timer)
      watchers.delete(look)
      resolve(found)
    }
    const timer = setTimeout(() => {
      watchers.delete(look)
      reject(new Error(complain()))
    }, PATIENCE_MS)
    watchers.add(look)
    look()
  })
}

function speak(conversation: Conversation, samples: Int16Array): void {
  const frameLength = SAMPLE_RATE / 50
  const silence = new Int16Array((SAMPLE_RATE * TRAILING_SILENCE_MS) / 1000)
  for (const part of [samples, silence]) {
    for (let start = 0; start < part.length; start += frameLength) {
      const frame = part.subarray(start, start + frameLength)
      conversation.sendAudio({
        ...{ data: bytesFromPcm16(frame), sampleRate: SAMPLE_RATE, numChannels: 1 },
        samplesPerChannel: frame.length,
      })
    }
  }
}
