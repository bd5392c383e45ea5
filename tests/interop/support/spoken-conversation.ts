import { RealtimeClient } from '@parley/client'
import { conversationTools, createConversation, createMemoryJournal, createRecorder } from '@parley/conversation'
import type { Agent, Conversation, ConversationBasics, JournalRecord, ShownEvent } from '@parley/conversation'
import { bytesFromPcm16 } from '@parley/wire'
import { VirtualPlayer } from '../../e2e/support/virtual-player.js'
import { speakRequest } from './embedded-server.js'
import type { EmbeddedServer } from './embedded-server.js'
import { joinSounds, SAMPLE_RATE, slicesOf } from './sounds.js'

/** The longest that a test waits for one thing to happen. Agents of others take long to start on a busy machine. */
const PATIENCE_MS = 60_000

type EventOf<T extends ShownEvent['type']> = Extract<ShownEvent, { readonly type: T }>

/** A person's side of a conversation with the embedded server: a voice that it understands, an ear, and all that was shown. */
export interface SpokenConversation {
  readonly conversation: Conversation
  readonly events: readonly ShownEvent[]
  readonly of: <T extends ShownEvent['type']>(type: T) => readonly EventOf<T>[]
  /** Resolves with the first thing that is found, now or after a later event; rejects when none comes. */
  readonly until: <T>(what: string, find: () => T | undefined | false) => Promise<T>
  /** Speaks as a microphone does, only faster. */
  readonly say: (text: string) => Promise<void>
  /** The sound that was played of one item, or of all. */
  readonly heard: (itemId?: string) => Int16Array
  /** The log of the conversation so far, in the form of `parley say --record`. */
  readonly recording: () => string
  readonly records: () => Promise<readonly JournalRecord[]>
  close(): Promise<void>
}

export interface SpokenConversationOptions extends Partial<Omit<ConversationBasics, 'agent' | 'journal' | 'sink'>> {
  readonly server: EmbeddedServer
  readonly agent: Agent
}

/** Opens a session of its own over WebSocket, in the dialect `realtime`, and puts the agent behind it. */
export async function openSpokenConversation(options: SpokenConversationOptions): Promise<SpokenConversation> {
  const { server, agent, limits, ...basics } = options
  const events: ShownEvent[] = []
  const watchers = new Set<() => void>()
  const lines: string[] = []
  const sounds: { readonly itemId: string; readonly pcm: Int16Array }[] = []
  const journal = createMemoryJournal()
  const client = new RealtimeClient({ baseUrl: server.server.url })
  const connection = await client.connect({ dialect: 'realtime', tools: conversationTools })
  const player = new VirtualPlayer((itemId, playedMs) => {
    conversation.reportPlayed(itemId, playedMs)
  })
  const conversation: Conversation = createConversation({
    ...basics,
    ...{ connection, agent, journal },
    sink: {
      play(chunk) {
        sounds.push(chunk)
        player.play(chunk)
      },
      stop: () => player.stop(),
      position: () => player.position(),
    },
    // Speech that is sent faster than it was spoken is always short, and must not be taken for a noise.
    limits: { shortSpeechMs: 0, ...limits },
    record: createRecorder({ write: (line) => lines.push(line) }).record,
  })
  const reading = read(conversation, (event) => {
    events.push(event)
    for (const watcher of watchers) watcher()
  })
  return {
    ...{ conversation, events },
    of: (type) => events.filter((event): event is EventOf<typeof type> => event.type === type),
    until: (what, find) => waitFor(watchers, find, () => `no ${what}: ${JSON.stringify(events, undefined, 1)}`),
    say: async (text) => send(conversation, await speakRequest(server.speech, text)),
    heard: (itemId) =>
      joinSounds(sounds.flatMap((each) => (each.itemId === (itemId ?? each.itemId) ? [each.pcm] : []))),
    recording: () => lines.join(''),
    async records() {
      const records: JournalRecord[] = []
      for await (const { record } of journal.read()) records.push(record)
      return records
    },
    async close() {
      await conversation.close()
      await reading
    },
  }
}

async function read(conversation: Conversation, take: (event: ShownEvent) => void): Promise<void> {
  for await (const event of conversation.events) if (event.type !== 'audio') take(event)
}

function send(conversation: Conversation, samples: Int16Array): void {
  for (const slice of slicesOf(samples, 20)) {
    conversation.sendAudio({
      ...{ data: bytesFromPcm16(slice), sampleRate: SAMPLE_RATE, numChannels: 1 },
      samplesPerChannel: slice.length,
    })
  }
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
