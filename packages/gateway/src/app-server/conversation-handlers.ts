import { exportTranscript } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { HostedConversation } from '../conversations/hosted-conversation.js'
import { toFolder, toFrame } from './codex-handlers.js'
import type { Handlers, SessionContext } from './session-context.js'

type ConversationMethod = Extract<keyof Handlers, `conversation/${string}`>

const mediaTypes = { markdown: 'text/markdown', json: 'application/json', webvtt: 'text/vtt' } as const
const done = { result: {} } as const

/** Parley's own methods about conversations. */
export const conversationHandlers: Handlers<ConversationMethod> = {
  'conversation/start': async ({ workingDirectory, voice }, context) => {
    const folder = toFolder(workingDirectory, context)
    const conversation = await context.host.start(folder === undefined ? {} : { workingDirectory: folder })
    if (voice !== null) conversation.startVoice(voice ?? {})
    return { result: { conversation: conversation.read(context.client) } }
  },
  'conversation/startVoice': ({ conversationId, voice }, context) => {
    findConversation(conversationId, context).startVoice(voice ?? undefined)
    return done
  },
  'conversation/stopVoice': ({ conversationId }, context) => {
    findConversation(conversationId, context).stopVoice('requested')
    return done
  },
  'conversation/list': async (_params, { host }) => ({ result: { conversations: [...(await host.list())] } }),
  'conversation/read': ({ conversationId }, context) => ({
    result: { conversation: findConversation(conversationId, context).read(context.client) },
  }),
  'conversation/resume': async ({ conversationId }, context) => {
    const conversation = await context.host.restore(conversationId)
    return { result: { conversation: conversation.read(context.client) } }
  },
  'conversation/export': ({ conversationId, format, title }, context) => {
    const { transcriptEntries } = findConversation(conversationId, context)
    const content = exportTranscript(transcriptEntries, format, title == null ? {} : { title })
    return { result: { content, mediaType: mediaTypes[format] } }
  },
  'conversation/subscribe': ({ conversationId, after, audio }, context) =>
    subscribe(findConversation(conversationId, context), after, audio === true, context),
  'conversation/unsubscribe': ({ conversationId }, context) => {
    findConversation(conversationId, context).stopTelling(context.client.clientId, ['events', 'audio'])
    return done
  },
  'conversation/claimMicrophone': ({ conversationId }, context) => {
    const conversation = findConversation(conversationId, context)
    return { result: {}, afterwards: () => conversation.claimMicrophone(context.client) }
  },
  'conversation/releaseMicrophone': ({ conversationId }, context) => {
    const conversation = findConversation(conversationId, context)
    return { result: {}, afterwards: () => conversation.releaseMicrophone(context.client) }
  },
  'conversation/sendText': ({ conversationId, text }, context) => {
    findConversation(conversationId, context).sendText(text)
    return done
  },
  'conversation/sendAudio': ({ conversationId, audio }, context) => {
    findConversation(conversationId, context).sendAudio(context.client, toFrame(audio))
    return done
  },
  'conversation/stopSpeaking': ({ conversationId }, context) => {
    findConversation(conversationId, context).stopSpeaking()
    return done
  },
  'conversation/stopAll': ({ conversationId }, context) => {
    findConversation(conversationId, context).stopAll()
    return done
  },
  'conversation/reportPlayed': ({ conversationId, itemId, playedMs }, context) => {
    findConversation(conversationId, context).reportPlayed(context.client, itemId, playedMs)
    return done
  },
}

export function findConversation(conversationId: string, { host }: SessionContext): HostedConversation {
  const conversation = host.find(conversationId)
  if (conversation !== undefined) return conversation
  const message = `conversation not found: ${conversationId}; conversation/resume brings back a stored one`
  throw new ParleyError('refused', message)
}

/** Nothing is awaited between reading what was missed and following what comes: no event falls between, none comes twice. */
function subscribe(
  conversation: HostedConversation,
  after: number | null | undefined,
  audio: boolean,
  context: SessionContext,
) {
  const { client } = context
  const { conversationId } = conversation
  // Before anything is promised: there may be too many clients.
  conversation.attach(client, { events: true, audio })
  context.attach(conversation)
  const { entries, gap } = after == null ? { entries: [], gap: undefined } : conversation.readFeed(after)
  const sequence = conversation.lastSequence
  client.follow(conversationId, Math.min(after ?? sequence, sequence))
  return {
    result: { sequence, replayed: entries.length, gap: gap ?? null },
    afterwards: () => {
      for (const entry of entries) client.onEvent(conversationId, entry)
    },
  }
}
