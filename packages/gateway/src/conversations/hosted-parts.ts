import type { Agent, AudioChunk, Clock, RestoredConversation } from '@parley/conversation'
import { bytesFromPcm16, encodeBase64 } from '@parley/wire'
import type { FeedEvent, RpcAudioChunk } from '@parley/wire'
import { createClientPlayer } from './client-player.js'
import type { ClientPlayer } from './client-player.js'
import { createClientRoom } from './client-room.js'
import type { ClientRoom } from './client-room.js'
import type { ClientNames, ConversationClient } from './conversation-client.js'
import type { ConversationCore, ConversationTerms } from './conversation-core.js'
import { createConversationRecords } from './conversation-records.js'
import type { ConversationRecords } from './conversation-records.js'
import type { EventLog } from './event-store.js'
import type { HostLimits } from './host-limits.js'
import { createPresenceWatch } from './presence-watch.js'
import type { PresenceWatch } from './presence-watch.js'
import type { StoredVoice } from './stored-voice.js'
import type { SuspendableJournal } from './suspendable-journal.js'
import { readToldFacts } from './told-facts.js'
import type { ToldFacts } from './told-facts.js'
import { createVoiceDesk } from './voice-desk.js'
import type { VoiceDesk } from './voice-desk.js'
import type { OpenVoice } from './voice-line.js'

export interface HostedOptions {
  readonly conversationId: string
  readonly agent: Agent
  readonly open: OpenVoice
  /** Owned from here on. */
  readonly journal: SuspendableJournal
  readonly log: EventLog
  readonly clock: Clock
  readonly limits: HostLimits
  readonly terms: ConversationTerms
  readonly workingDirectory: string | undefined
  /** Of an earlier process: its open tasks go on at once. */
  readonly restored: RestoredConversation | undefined
  /** What it was last spoken with in an earlier process. */
  readonly voice: StoredVoice | undefined
  /** Nothing is left to wait for: it may leave memory. */
  readonly onForgotten: () => void
}

/** The parts of one hosted conversation. */
export interface HostedParts {
  readonly options: HostedOptions
  readonly room: ClientRoom
  readonly records: ConversationRecords
  readonly player: ClientPlayer
  readonly desk: VoiceDesk
  readonly watch: PresenceWatch
  readonly publish: (event: FeedEvent) => void
  /** What this conversation's events of earlier processes have told already. */
  readonly told: ToldFacts
  /** `undefined` until somebody has spoken: the dialect is not known before. */
  core: ConversationCore | undefined
  /** What it was last spoken with. */
  voice: StoredVoice | undefined
  closing: Promise<void> | undefined
}

/** Everything of a conversation but the conversation: that begins with its first voice. */
export function createHostedParts(options: HostedOptions): HostedParts {
  const { conversationId, clock, log, limits } = options
  const publish = (event: FeedEvent): void => {
    log.append(event, clock.now(), (entry) => {
      room.each('events', (client) => client.onEvent(conversationId, entry))
    })
  }
  const room: ClientRoom = createClientRoom(conversationId, (clientName) => {
    publish({ type: 'microphone', clientName })
  })
  const player = createClientPlayer({
    clock,
    hasListeners: () => hasListeners(room),
    give: (chunk) => {
      const audio = toRpcAudio(chunk)
      eachListener(room, (client, names) => client.onAudio(conversationId, audio, names))
    },
    stopClients: () => {
      eachListener(room, (client, names) => client.onPlaybackStopped(conversationId, names))
    },
    report: ({ itemId, playedMs }) => parts.core?.conversation.reportPlayed(itemId, playedMs),
  })
  const watch = createPresenceWatch(clock, limits, (end) => {
    if (end === 'forgotten') options.onForgotten()
    else desk.stop(end)
  })
  const desk = createVoiceDesk({
    ...{ conversationId, clock, player, publish, open: options.open, maxAttempts: limits.maxVoiceAttempts },
    tell: (notice) => {
      room.each('notices', (client) => client.onNotice(notice))
    },
    onChange: (change) => {
      watch.note(change)
      // What a client wanted said now is not for the next voice.
      if (change === 'ended') parts.core?.conversation.dropSpeech()
    },
  })
  const records = createConversationRecords()
  const parts: HostedParts = {
    ...{ options, room, records, player, desk, watch, publish },
    told: readToldFacts(log, options.restored),
    core: undefined,
    voice: options.voice,
    closing: undefined,
  }
  return parts
}

/** Clients that take sound, whichever way they ask for it; each once. */
function eachListener(room: ClientRoom, tell: (client: ConversationClient, names: ClientNames) => void): void {
  const told = new Set<string>()
  room.each('audio', (client) => {
    told.add(client.clientId)
    tell(client, 'parley')
  })
  room.each('notices', (client) => {
    if (!told.has(client.clientId)) tell(client, 'codex')
  })
}

function hasListeners(room: ClientRoom): boolean {
  let count = 0
  eachListener(room, () => count++)
  return count > 0
}

function toRpcAudio({ itemId, pcm, sampleRate, numChannels }: AudioChunk): RpcAudioChunk {
  const samplesPerChannel = Math.floor(pcm.length / numChannels)
  return { data: encodeBase64(bytesFromPcm16(pcm)), sampleRate, numChannels, samplesPerChannel, itemId }
}
