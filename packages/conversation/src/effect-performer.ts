import type { RealtimeEvent } from '@parley/wire'
import type { AudioSink } from './audio-sink.js'
import { createPlayback } from './barge-in/playback.js'
import type { BoundedEventQueue } from './bounded-event-queue.js'
import type { Clock } from './clock.js'
import type { ConversationEffect, RunEffect } from './conversation-effect.js'
import type { ConversationHappening } from './conversation-input.js'
import type { Journal, JournalRecord } from './journal.js'
import type { ConnectionCall, RealtimeConnection } from './realtime-connection.js'
import type { ConnectionSource } from './reconnect/connection-source.js'
import { toRequestMetadata } from './request-name.js'
import type { RunSupervisor } from './run-supervisor.js'

export interface PerformerOptions {
  readonly source: ConnectionSource
  readonly journal: Journal
  readonly runs: RunSupervisor
  readonly queue: BoundedEventQueue
  readonly sink: AudioSink | undefined
  readonly clock: Clock
  readonly feed: (happening: ConversationHappening) => void
  readonly onEnd: () => void
}

/** Carries out what the machine asks for. Nothing here waits; what takes time answers by a further input. */
export function createEffectPerformer(
  options: PerformerOptions,
): (effect: ConversationEffect, event: RealtimeEvent | undefined) => void {
  const { source, journal, runs, queue, sink, clock, feed, onEnd } = options
  const playback = createPlayback(sink, queue)
  let forgetTimer: (() => void) | undefined

  return (effect, event) => {
    switch (effect.type) {
      case 'save':
        void save(journal, effect.record, feed)
        return
      case 'send':
        send(source.current, effect.call, feed)
        return
      case 'open-connection':
      case 'use-connection':
      case 'close-connection':
      case 'send-kept-audio':
        changeConnection(source, effect)
        return
      case 'start-run':
      case 'resume-run':
      case 'steer-run':
      case 'reply-run':
      case 'answer-run':
      case 'cancel-run':
        changeRun(runs, effect, feed)
        return
      case 'show':
        queue.push(effect.event)
        return
      case 'play':
        playback.play(effect.itemId, event)
        return
      case 'stop-playback':
        playback.stop()
        return
      case 'resume-playback':
        playback.resume(effect.itemId, effect.fromMs)
        return
      case 'set-timer':
        forgetTimer?.()
        forgetTimer = effect.atMs === undefined ? undefined : clock.setTimer(effect.atMs, tick)
        return
      case 'end':
        forgetTimer?.()
        onEnd()
        return
    }
  }

  function tick(): void {
    forgetTimer = undefined
    feed({ type: 'tick' })
  }
}

function changeRun(runs: RunSupervisor, effect: RunEffect, feed: (happening: ConversationHappening) => void): void {
  switch (effect.type) {
    case 'start-run':
      runs.start(effect.task)
      return
    case 'resume-run':
      runs.resume(effect.task, effect.resumeId)
      return
    case 'steer-run':
      void steer(runs, effect, feed)
      return
    case 'reply-run':
      void reply(runs, effect, feed)
      return
    case 'answer-run':
      void tell(runs.answer(effect.taskId, effect.permissionId, effect.decision), 'answer', feed)
      return
    case 'cancel-run':
      void tell(runs.cancel(effect.taskId), 'cancel', feed)
      return
  }
}

function changeConnection(
  source: ConnectionSource,
  effect: Extract<
    ConversationEffect,
    { type: 'open-connection' | 'use-connection' | 'close-connection' | 'send-kept-audio' }
  >,
): void {
  switch (effect.type) {
    case 'open-connection':
      source.open(effect.generation, effect.attempt, effect.purpose)
      return
    case 'use-connection':
      source.use(effect.generation)
      return
    case 'close-connection':
      source.close(effect.generation)
      return
    case 'send-kept-audio':
      source.sendKeptAudio()
      return
  }
}

async function save(
  journal: Journal,
  record: JournalRecord,
  feed: (happening: ConversationHappening) => void,
): Promise<void> {
  const { recordId } = record
  try {
    await journal.append(record)
  } catch (cause) {
    feed({ type: 'save-failed', recordId, error: describe(cause) })
    return
  }
  feed({ type: 'saved', recordId })
}

/** What a run does not take is shown. */
async function tell(
  call: Promise<void>,
  method: string,
  feed: (happening: ConversationHappening) => void,
): Promise<void> {
  try {
    await call
  } catch (cause) {
    feed({ type: 'call-failed', method, error: describe(cause) })
  }
}

async function steer(
  runs: RunSupervisor,
  { taskId, handoffId, text }: Extract<ConversationEffect, { type: 'steer-run' }>,
  feed: (happening: ConversationHappening) => void,
): Promise<void> {
  try {
    await runs.steer(taskId, text)
  } catch (cause) {
    feed({ type: 'steer-failed', taskId, handoffId, error: describe(cause) })
  }
}

async function reply(
  runs: RunSupervisor,
  { taskId, questionId, handoffId, text }: Extract<ConversationEffect, { type: 'reply-run' }>,
  feed: (happening: ConversationHappening) => void,
): Promise<void> {
  try {
    await runs.reply(taskId, questionId, text)
  } catch (cause) {
    const from = handoffId === undefined ? {} : { handoffId }
    feed({ type: 'reply-failed', taskId, questionId, ...from, error: describe(cause) })
  }
}

/** A connection that has just ended throws; its end arrives as an input of its own. */
function send(
  connection: RealtimeConnection | undefined,
  call: ConnectionCall,
  feed: (happening: ConversationHappening) => void,
): void {
  if (connection === undefined) {
    feed({ type: 'call-failed', method: call.method, error: 'there is no connection' })
    return
  }
  try {
    callConnection(connection, call)
  } catch (cause) {
    feed({ type: 'call-failed', method: call.method, error: describe(cause) })
  }
}

function callConnection(connection: RealtimeConnection, call: ConnectionCall): void {
  switch (call.method) {
    case 'sendText':
      connection.sendText(call.text, { role: call.role })
      return
    case 'appendHandoff':
      connection.appendHandoff(call.handoffId, call.text)
      return
    case 'finishHandoff':
      connection.finishHandoff(call.handoffId, call.text)
      return
    case 'createResponse':
      connection.createResponse({ eventId: call.eventId, metadata: toRequestMetadata(call.eventId) })
      return
    case 'cancelResponse':
      connection.cancelResponse(call.responseId)
      return
    case 'truncate':
      connection.truncate(call.point)
      return
    case 'send':
      connection.send(call.event)
      return
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
