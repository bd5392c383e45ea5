import { isAbsolute } from 'node:path'
import { ParleyError } from '@parley/wire'
import type { AppNotification, RealtimeStart, RpcAudioChunk, VoiceRequest } from '@parley/wire'
import type { AudioFrame } from '@parley/conversation'
import { listVoices } from '../conversations/list-voices.js'
import type { HostedConversation } from '../conversations/hosted-conversation.js'
import type { Handlers, SessionContext } from './session-context.js'
import { toThread, toThreadStart } from './to-thread.js'

type CodexMethod = Extract<keyof Handlers, `thread/${string}`>

/** Codex's methods: a thread is a conversation, its realtime session the conversation's voice. */
export const codexHandlers: Handlers<CodexMethod> = {
  'thread/start': async ({ cwd }, context) => {
    const workingDirectory = toFolder(cwd, context)
    const conversation = await context.host.start(workingDirectory === undefined ? {} : { workingDirectory })
    follow(conversation, context)
    const thread = toThread(conversation, context)
    return {
      result: toThreadStart(thread),
      afterwards: () => {
        context.notify({ method: 'thread/started', params: { thread } })
      },
    }
  },
  'thread/realtime/start': (params, context) => {
    const conversation = findThread(params.threadId, context)
    follow(conversation, context)
    conversation.claimMicrophone(context.client)
    return {
      result: {},
      afterwards: () => {
        startRealtime(conversation, params)
      },
    }
  },
  'thread/realtime/appendAudio': ({ threadId, audio }, context) =>
    afterReply(threadId, context, (conversation) => {
      conversation.sendAudio(context.client, toFrame(audio))
    }),
  'thread/realtime/appendText': ({ threadId, text, role }, context) =>
    afterReply(threadId, context, (conversation) => {
      if (role == null || role === 'user') conversation.sendText(text)
      else conversation.addContext(text, role)
    }),
  'thread/realtime/appendSpeech': ({ threadId, text }, context) =>
    afterReply(threadId, context, (conversation) => {
      conversation.saySoon(text)
    }),
  'thread/realtime/stop': ({ threadId }, context) =>
    afterReply(threadId, context, (conversation) => {
      conversation.stopVoice('requested')
    }),
  'thread/realtime/listVoices': () => ({ result: { voices: listVoices() } }),
}

export function toFrame({ data, sampleRate, numChannels }: RpcAudioChunk): AudioFrame {
  return { data, sampleRate, numChannels }
}

/** A client names a folder by an absolute path, or leaves it to the gateway. */
export function toFolder(path: string | null | undefined, { isAllowedFolder }: SessionContext): string | undefined {
  if (path == null) return undefined
  if (!isAbsolute(path)) throw new ParleyError('config', `The folder "${path}" is no absolute path.`)
  if (!isAllowedFolder(path))
    throw new ParleyError('config', `The folder "${path}" is not open to clients of this gateway.`)
  return path
}

function findThread(threadId: string, { host }: SessionContext): HostedConversation {
  const conversation = host.find(threadId)
  if (conversation === undefined) throw new ParleyError('refused', `thread not found: ${threadId}`)
  return conversation
}

function follow(conversation: HostedConversation, context: SessionContext): void {
  conversation.attach(context.client, { notices: true })
  context.attach(conversation)
}

/** Codex answers first; what goes wrong then is an `error` notification to the one who asked. */
function afterReply(threadId: string, context: SessionContext, act: (conversation: HostedConversation) => void) {
  const conversation = findThread(threadId, context)
  follow(conversation, context)
  const afterwards = (): void => {
    try {
      act(conversation)
    } catch (cause) {
      context.notify(toErrorNotice(threadId, cause))
    }
  }
  return { result: {}, afterwards }
}

function toErrorNotice(threadId: string, cause: unknown): AppNotification {
  if (!(cause instanceof ParleyError)) throw cause
  const { message } = cause
  return {
    method: 'error',
    params: {
      ...{ threadId, turnId: threadId, willRetry: false },
      error: { message, codexErrorInfo: 'badRequest', additionalDetails: null },
    },
  }
}

function startRealtime(conversation: HostedConversation, params: RealtimeStart): void {
  const problem = unsupported(params)
  if (problem !== undefined) {
    conversation.refuseVoice(problem)
    return
  }
  const { version, outputModality, model, voice, prompt, realtimeSessionId } = params
  const request: VoiceRequest = { version, outputModality, model, voice, prompt }
  try {
    conversation.startVoice(request, realtimeSessionId ?? undefined)
  } catch (cause) {
    if (!(cause instanceof ParleyError)) throw cause
    conversation.refuseVoice(cause.message)
  }
}

function unsupported({ transport, initialItems, clientManagedHandoffs }: RealtimeStart): string | undefined {
  if (transport?.type === 'webrtc' || transport?.type === 'existingCall') {
    return `Transport ${transport.type} is not supported by this gateway yet; use websocket.`
  }
  if (initialItems != null && initialItems.length > 0)
    return 'initialItems need version v3, which this gateway does not have yet.'
  if (clientManagedHandoffs === true) {
    return 'clientManagedHandoffs is not supported by this gateway: it brings results to the voice itself.'
  }
  return undefined
}
