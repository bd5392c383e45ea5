import type { AudioFrame, Clock, Conversation } from '@parley/conversation'
import { isBase64, ParleyError } from '@parley/wire'
import type { AppNotification, FeedEvent, RealtimeEvent } from '@parley/wire'
import type { ClientPlayer } from './client-player.js'
import { createTimeline, stepTimeline } from './realtime-timeline-machine.js'
import type { TimelineInput } from './realtime-timeline-machine.js'
import { createVoiceLine } from './voice-line.js'
import type { OpenVoice, VoiceLine, VoiceLineEvent } from './voice-line.js'

/** One conversation's voice: starts and ends it, tells of it, and passes on what is said into it. */
export interface VoiceDesk {
  readonly line: VoiceLine
  /** Told to Codex's clients, also where no voice runs. */
  stop(reason: string): void
  refuse(message: string): void
  /** Throws where no voice runs. */
  sendAudio(conversation: Conversation, frame: AudioFrame): void
  sendText(conversation: Conversation, text: string): void
  addContext(text: string, role: 'developer' | 'assistant'): void
  saySoon(conversation: Conversation, text: string): void
  /** The conversation has a connection: what was typed before goes there. */
  onConnected(conversation: Conversation): void
}

export interface VoiceDeskOptions {
  readonly conversationId: string
  readonly open: OpenVoice
  readonly clock: Clock
  readonly maxAttempts: number
  readonly player: ClientPlayer
  readonly tell: (notice: AppNotification) => void
  readonly publish: (event: FeedEvent) => void
  readonly onChange: (change: 'started' | 'ended' | 'active') => void
}

/** Of the realtime dialects' microphones. */
const SAMPLE_RATE = 24_000
const MAX_PENDING_TEXTS = 16

export function createVoiceDesk(options: VoiceDeskOptions): VoiceDesk {
  let timeline = createTimeline(options.conversationId)
  let pending: readonly string[] = []
  const show = (input: TimelineInput): void => {
    const { state, notices } = stepTimeline(timeline, input)
    timeline = state
    for (const notice of notices) options.tell(notice)
  }
  const line = createVoiceLine({
    ...options,
    on: (event) => {
      if (event.type === 'ended' || event.type === 'failed') pending = []
      onLineEvent(options, show, event)
    },
  })
  const running = (): VoiceLine => {
    if (line.session === undefined) throw new ParleyError('closed', NOT_RUNNING)
    return line
  }
  return {
    line,
    stop(reason) {
      if (line.session === undefined) show({ type: 'closed', reason })
      else line.stop(reason)
    },
    refuse(message) {
      show({ type: 'failed', message })
      options.publish({ type: 'voice-error', message })
    },
    sendAudio(conversation, frame) {
      running()
      checkFrame(frame)
      conversation.sendAudio(frame)
    },
    sendText(conversation, text) {
      if (running().isOpen) conversation.sendText(text)
      else if (pending.length < MAX_PENDING_TEXTS) pending = [...pending, text]
      else throw new ParleyError('refused', `${MAX_PENDING_TEXTS} texts wait for the voice already; try again later.`)
      options.onChange('active')
    },
    addContext(text, role) {
      running().live?.sendText(text, { role: role === 'developer' ? 'system' : 'assistant' })
    },
    saySoon(conversation, text) {
      running()
      conversation.say(text)
    },
    onConnected(conversation) {
      line.changeOver()
      const texts = pending
      pending = []
      for (const text of texts) conversation.sendText(text)
    },
  }
}

/** In Codex's own words: its clients know them. */
const NOT_RUNNING = 'conversation is not running'

function onLineEvent(
  { player, publish, onChange }: VoiceDeskOptions,
  show: (input: TimelineInput) => void,
  event: VoiceLineEvent,
): void {
  switch (event.type) {
    case 'started': {
      const { sessionId, version } = event.session
      publish({ type: 'voice-started', sessionId, version })
      onChange('started')
      show({ type: 'started', sessionId, version })
      return
    }
    case 'said':
      if (isActivity(event.event)) onChange('active')
      show({ type: 'said', event: event.event })
      return
    case 'failed': {
      const { message, wasOpen, session } = event
      player.reset()
      publish({ type: 'voice-error', message })
      publish({ type: 'voice-ended', sessionId: session.sessionId, reason: 'error' })
      onChange('ended')
      show({ type: 'failed', message })
      // Codex tells of no end where there was no beginning.
      if (wasOpen) show({ type: 'closed', reason: 'error' })
      return
    }
    case 'ended': {
      const { reason, session } = event
      player.reset()
      publish({ type: 'voice-ended', sessionId: session.sessionId, reason })
      onChange('ended')
      show({ type: 'closed', reason })
    }
  }
}

const activityTypes: ReadonlySet<string> = new Set([
  'input_audio_speech_started',
  'input_transcript_done',
  'output_transcript_done',
  'response_created',
  'handoff_requested',
])

const isActivity = ({ type }: RealtimeEvent): boolean => activityTypes.has(type)

function checkFrame({ data, sampleRate, numChannels }: AudioFrame): void {
  if (sampleRate !== SAMPLE_RATE || numChannels !== 1) {
    throw new ParleyError(
      'config',
      `Audio must be 16-bit PCM with one channel at ${SAMPLE_RATE} Hz; this has ${numChannels} at ${sampleRate} Hz.`,
    )
  }
  if (typeof data === 'string' && !isBase64(data)) throw new ParleyError('config', 'Audio data must be base64.')
}
