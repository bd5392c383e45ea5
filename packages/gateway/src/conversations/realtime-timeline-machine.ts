import type { AppNotification, RealtimeEvent, RealtimeVersion, TimelineItem } from '@parley/wire'

type Role = 'user' | 'assistant'

/** A transcript that streams. Each wire item has its own, so that two speakers do not split each other's words. */
interface Segment {
  readonly id: string
  readonly key: string
  readonly role: Role
  readonly text: string
}

/** A conversation's voice as clients of Codex's app server see it. */
export interface TimelineState {
  readonly threadId: string
  readonly sessionId: string | undefined
  readonly itemCount: number
  readonly segments: readonly Segment[]
}

export type TimelineInput =
  | { readonly type: 'started'; readonly sessionId: string; readonly version: RealtimeVersion }
  | { readonly type: 'said'; readonly event: RealtimeEvent }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'closed'; readonly reason: string }

export interface TimelineStep {
  readonly state: TimelineState
  readonly notices: readonly AppNotification[]
}

/** A segment without an end is forgotten when so many newer ones are open. */
const MAX_OPEN_SEGMENTS = 32

export function createTimeline(threadId: string): TimelineState {
  return { threadId, sessionId: undefined, itemCount: 0, segments: [] }
}

export function stepTimeline(state: TimelineState, input: TimelineInput): TimelineStep {
  const { threadId } = state
  switch (input.type) {
    case 'started': {
      const { sessionId, version } = input
      const [id, next] = takeId({ ...state, sessionId, segments: [] })
      const item: TimelineItem = { id, realtimeSessionId: sessionId, type: 'realtimeSessionStarted' }
      const started = { threadId, realtimeSessionId: sessionId, version }
      return {
        state: next,
        notices: [...wholeItem(threadId, item), { method: 'thread/realtime/started', params: started }],
      }
    }
    case 'said':
      return state.sessionId === undefined ? { state, notices: [] } : onSaid(state, state.sessionId, input.event)
    case 'failed':
      return { state, notices: [{ method: 'thread/realtime/error', params: { threadId, message: input.message } }] }
    case 'closed':
      return onClosed(state, input.reason)
  }
}

function onClosed(state: TimelineState, reason: string): TimelineStep {
  const { threadId, sessionId } = state
  const closed: AppNotification = { method: 'thread/realtime/closed', params: { threadId, reason } }
  if (sessionId === undefined) return { state, notices: [closed] }
  const [id, next] = takeId({ ...state, sessionId: undefined, segments: [] })
  const outcome = reason === 'error' ? 'failed' : 'ended'
  const item: TimelineItem = { id, realtimeSessionId: sessionId, type: 'realtimeSessionClosed', outcome }
  return { state: next, notices: [...wholeItem(threadId, item), closed] }
}

function onSaid(state: TimelineState, sessionId: string, event: RealtimeEvent): TimelineStep {
  switch (event.type) {
    case 'input_transcript_delta':
    case 'output_transcript_delta':
      return onDelta(state, sessionId, roleOf(event.type), event.itemId, event.delta)
    case 'input_transcript_done':
    case 'output_transcript_done':
      return onDone(state, sessionId, roleOf(event.type), event.itemId, event.text)
    case 'conversation_item_added':
      return added(state, event.item)
    case 'input_audio_speech_started':
      return added(state, { type: 'input_audio_buffer.speech_started', item_id: event.itemId ?? null })
    case 'handoff_requested': {
      const { handoffId, itemId, inputTranscript, activeTranscript } = event
      const said = [...activeTranscript, { role: 'user', text: inputTranscript }]
      return added(state, {
        ...{ type: 'handoff_request', handoff_id: handoffId, item_id: itemId, input_transcript: inputTranscript },
        active_transcript: said.map(({ role, text }) => ({ role, text })),
      })
    }
    default:
      return { state, notices: [] }
  }
}

const roleOf = (type: string): Role => (type.startsWith('input') ? 'user' : 'assistant')

function added(state: TimelineState, item: unknown): TimelineStep {
  return { state, notices: [{ method: 'thread/realtime/itemAdded', params: { threadId: state.threadId, item } }] }
}

function onDelta(
  state: TimelineState,
  sessionId: string,
  role: Role,
  itemId: string | undefined,
  delta: string,
): TimelineStep {
  if (delta === '') return { state, notices: [] }
  const { threadId } = state
  const opened = openSegment(state, sessionId, role, itemId)
  const { segment } = opened
  const longer = { ...segment, text: segment.text + delta }
  return {
    state: withSegments(
      opened.state,
      opened.state.segments.map((each) => (each === segment ? longer : each)),
    ),
    notices: [
      ...opened.notices,
      { method: 'thread/realtime/item/transcript/delta', params: { threadId, itemId: segment.id, delta } },
      { method: 'thread/realtime/transcript/delta', params: { threadId, role, delta } },
    ],
  }
}

function onDone(
  state: TimelineState,
  sessionId: string,
  role: Role,
  itemId: string | undefined,
  text: string,
): TimelineStep {
  const { threadId } = state
  const opened = openSegment(state, sessionId, role, itemId)
  const { segment } = opened
  const { id } = segment
  // Words that come all at once are still one delta of their item.
  const isWhole = segment.text === '' && text !== ''
  const item: TimelineItem = { id, realtimeSessionId: sessionId, type: 'transcriptSegment', role, text }
  return {
    state: withSegments(
      opened.state,
      opened.state.segments.filter((each) => each !== segment),
    ),
    notices: [
      ...opened.notices,
      ...(isWhole
        ? [{ method: 'thread/realtime/item/transcript/delta', params: { threadId, itemId: id, delta: text } } as const]
        : []),
      { method: 'thread/realtime/item/completed', params: { threadId, item } },
      { method: 'thread/realtime/transcript/done', params: { threadId, role, text } },
    ],
  }
}

function openSegment(
  state: TimelineState,
  sessionId: string,
  role: Role,
  itemId: string | undefined,
): TimelineStep & { readonly segment: Segment } {
  const key = `${role}:${itemId ?? ''}`
  const open = state.segments.find((segment) => segment.key === key)
  if (open !== undefined) return { state, segment: open, notices: [] }
  const [id, next] = takeId(state)
  const segment: Segment = { id, key, role, text: '' }
  const item: TimelineItem = { id, realtimeSessionId: sessionId, type: 'transcriptSegment', role, text: '' }
  return {
    state: withSegments(next, [...next.segments, segment].slice(-MAX_OPEN_SEGMENTS)),
    segment,
    notices: [{ method: 'thread/realtime/item/started', params: { threadId: state.threadId, item } }],
  }
}

const withSegments = (state: TimelineState, segments: readonly Segment[]): TimelineState => ({ ...state, segments })

function takeId(state: TimelineState): readonly [string, TimelineState] {
  const itemCount = state.itemCount + 1
  return [`${state.threadId}:rt${itemCount}`, { ...state, itemCount }]
}

function wholeItem(threadId: string, item: TimelineItem): readonly AppNotification[] {
  return [
    { method: 'thread/realtime/item/started', params: { threadId, item } },
    { method: 'thread/realtime/item/completed', params: { threadId, item } },
  ]
}
