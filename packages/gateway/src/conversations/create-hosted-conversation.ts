import type { AudioFrame, Conversation, ShownEvent } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { DialectName, VoiceRequest } from '@parley/wire'
import { createConversationCore } from './conversation-core.js'
import { isOpenTask, toTaskView } from './conversation-records.js'
import { listQuestions, toConversationView } from './conversation-view.js'
import type { Asker, HostedConversation } from './hosted-conversation.js'
import { createHostedParts } from './hosted-parts.js'
import type { HostedOptions, HostedParts } from './hosted-parts.js'
import { toMeantRequest, toVoiceRecord } from './stored-voice.js'
import type { StoredVoice } from './stored-voice.js'
import { taskActions } from './task-actions.js'
import { toVoiceSession } from './voice-session.js'

/** Starts no voice by itself. What was restored goes on at once. */
export function createHostedConversation(options: HostedOptions): HostedConversation {
  const { conversationId, clock, workingDirectory, restored } = options
  const createdAtMs = clock.now()
  const parts = createHostedParts(options)
  if (restored !== undefined) {
    parts.records.restore(restored)
    startCore(parts, parts.voice?.dialect ?? 'realtime')
  }
  return {
    ...{ conversationId, createdAtMs, workingDirectory },
    get isVoiceOn() {
      return parts.desk.line.session !== undefined
    },
    get hasOpenTasks() {
      return hasOpenTasks(parts)
    },
    ...clientActions(parts),
    ...voiceActions(parts),
    ...taskActions(parts),
    read: (asker) => toConversationView(parts, createdAtMs, asker),
    get lastSequence() {
      return options.log.lastSequence
    },
    get tasks() {
      return (parts.core?.conversation.tasks ?? []).map(toTaskView)
    },
    get approvals() {
      return (parts.core?.conversation.approvals ?? []).map((approval) => parts.records.toApprovalView(approval))
    },
    get questions() {
      return listQuestions(parts)
    },
    get deliveries() {
      return parts.records.deliveries(parts.core?.conversation)
    },
    get usage() {
      return parts.records.usage
    },
    get transcriptEntries() {
      return parts.core?.conversation.transcriptEntries ?? []
    },
    close: () => (parts.closing ??= closeAll(parts)),
  }
}

function hasOpenTasks({ core }: HostedParts): boolean {
  return (core?.conversation.tasks ?? []).some(isOpenTask)
}

/** The conversation begins with its first voice, whose dialect stays. */
function startCore(parts: HostedParts, dialect: DialectName): Conversation {
  const { options, desk, player } = parts
  if (parts.closing !== undefined) throw new ParleyError('closed', 'The conversation is being closed.')
  if (parts.core !== undefined && parts.core.dialect !== dialect) {
    const versions = { quicksilver: 'v1', realtime: 'v2' } as const
    const spoken = versions[parts.core.dialect]
    throw new ParleyError(
      'config',
      `This conversation speaks version ${spoken}; start another one for ${versions[dialect]}.`,
    )
  }
  parts.core ??= createConversationCore({
    ...{ dialect, agent: options.agent, connect: desk.line.connect, journal: options.journal, sink: player },
    ...{ clock: options.clock, terms: options.terms, workingDirectory: options.workingDirectory },
    restored: options.restored,
    onEvent: (event) => {
      onConversationEvent(parts, event)
    },
    onEnd: (reason) => {
      parts.publish({ type: 'conversation-ended', reason })
    },
  })
  return parts.core.conversation
}

function onConversationEvent(parts: HostedParts, event: ShownEvent): void {
  const { records, watch, desk, core, publish } = parts
  // What ends now goes on elsewhere: its ends are not for telling, as they are not for the journal.
  if (parts.closing !== undefined) return
  records.take(event)
  if (event.type === 'connection' && event.phase === 'connected' && core !== undefined)
    desk.onConnected(core.conversation)
  if (event.type === 'task') watch.noteTasks(hasOpenTasks(parts))
  // A conversation that comes back says how its tasks have ended: to those who were told it is no news.
  if (parts.told.has(event)) return
  // Waiting for a voice that nobody wants is no news.
  if (event.type === 'connection' && !parts.desk.line.session) return
  if (event.type !== 'permission-answered') publish({ ...event })
  else publish({ ...event, clientName: clientNameOf(parts, event) })
}

function clientNameOf(
  { core, records }: HostedParts,
  { taskId, permissionId }: { readonly taskId: string; readonly permissionId: string },
): string | null {
  const approval = core?.conversation.approvals.find(
    (each) => each.taskId === taskId && each.permissionId === permissionId,
  )
  return approval === undefined ? null : (records.toApprovalView(approval).answer?.clientName ?? null)
}

function clientActions({ options, room, watch }: HostedParts) {
  const { limits, log } = options
  const noteClients = (): void => {
    watch.noteClients(room.size)
  }
  return {
    attach: (client, wants) => {
      if (!room.has(client.clientId) && room.size >= limits.maxClients) {
        throw new ParleyError('unavailable', `${limits.maxClients} clients are attached to this conversation already.`)
      }
      room.attach(client, wants)
      noteClients()
    },
    detach: (clientId) => {
      room.detach(clientId)
      noteClients()
    },
    stopTelling: (clientId, wants) => {
      room.unwant(clientId, wants)
      if (Object.values(room.wantsOf(clientId)).some((isWanted) => isWanted)) return
      room.detach(clientId)
      noteClients()
    },
    readFeed: (after) => log.readAfter(after),
    claimMicrophone: ({ clientId }) => {
      if (!room.has(clientId))
        throw new ParleyError('refused', 'Subscribe to the conversation before you claim its microphone.')
      room.claim(clientId)
    },
    releaseMicrophone: ({ clientId }) => {
      room.release(clientId)
    },
  } satisfies Partial<HostedConversation>
}

function voiceActions(parts: HostedParts) {
  const { desk, room, player } = parts
  const spoken = (): Conversation => {
    if (parts.core === undefined) throw new ParleyError('closed', 'conversation is not running')
    return parts.core.conversation
  }
  return {
    startVoice: (asked: VoiceRequest | undefined, sessionId?: string) => {
      const request = toMeantRequest(asked, parts.voice)
      const session = toVoiceSession(request, sessionId ?? parts.options.conversationId)
      const { dialect } = session.config
      startCore(parts, dialect)
      keepVoice(parts, { dialect, request, workingDirectory: parts.options.workingDirectory })
      desk.line.start(session)
    },
    stopVoice: (reason) => {
      desk.stop(reason)
    },
    refuseVoice: (message) => {
      desk.refuse(message)
    },
    sendAudio: (asker: Asker, frame: AudioFrame) => {
      const { ownerId } = room
      if (ownerId === undefined && room.has(asker.clientId)) room.claim(asker.clientId)
      else if (ownerId !== asker.clientId) throw new ParleyError('refused', NOT_OWNER)
      desk.sendAudio(spoken(), frame)
    },
    sendText: (text) => {
      desk.sendText(spoken(), text)
    },
    addContext: (text, role) => {
      desk.addContext(text, role)
    },
    saySoon: (text) => {
      desk.saySoon(spoken(), text)
    },
    stopSpeaking: () => parts.core?.conversation.stopSpeaking(),
    stopAll: () => parts.core?.conversation.stopAll(),
    reportPlayed: ({ clientId }, itemId, playedMs) => {
      // Where several listen, the one that is spoken with counts.
      if (room.ownerId !== undefined && room.ownerId !== clientId && room.wantsOf(room.ownerId).audio) return
      player.believe({ itemId, playedMs })
      parts.core?.conversation.reportPlayed(itemId, playedMs)
    },
  } satisfies Partial<HostedConversation>
}

/** Before anything is said with it, so that another process goes on as this one did. */
function keepVoice(parts: HostedParts, voice: StoredVoice): void {
  const { options, publish } = parts
  const atMs = options.clock.now()
  const record = toVoiceRecord(voice, parts.voice, `voice:${options.log.lastSequence}:${atMs}`, atMs)
  parts.voice = voice
  if (record === undefined) return
  options.journal.append(record).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    publish({
      type: 'error',
      message: `${record.recordId} could not be saved: ${reason}`,
      code: 'journal',
      isFatal: false,
    })
  })
}

const NOT_OWNER = 'Another client has the microphone; claim it first (conversation/claimMicrophone).'

async function closeAll({ options, core, desk, watch, player }: HostedParts): Promise<void> {
  options.journal.suspend()
  desk.line.stop('closed')
  watch.close()
  await core?.conversation.close()
  player.reset()
  await options.journal.close()
  options.log.close()
}
