import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { ConversationEffect, RecordedStep, ShownEvent } from '@parley/conversation'
import type { FinishedSpan } from './span-machine.js'

/** What a gateway counts, in Prometheus' text form. Labels hold phases and kinds only: no id, no word of anybody. */
export interface GatewayMetrics {
  observeStep(step: RecordedStep): void
  observeSpan(span: FinishedSpan): void
  /** Read each time the figures are asked for. */
  watch(name: WatchedFigure, read: () => number): void
  readonly contentType: string
  /** The text of `/metrics`. */
  text(): Promise<string>
}

const WATCHED = {
  conversations: 'Conversations that are open.',
  clients: 'Clients that are connected to the app server.',
  open_tasks: 'Tasks that have not ended.',
  dropped_audio_frames_total: 'Audio frames that were dropped because a client was slow.',
  dropped_clients_total: 'Clients that were disconnected because their queue was full.',
} as const
export type WatchedFigure = keyof typeof WATCHED

const SECONDS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10]
const TASK_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600]

export interface GatewayMetricsOptions {
  /** CPU, memory, event loop of this process. Default true. */
  readonly hasProcessFigures?: boolean
}

export function createGatewayMetrics(options: GatewayMetricsOptions = {}): GatewayMetrics {
  const registry = new Registry()
  if (options.hasProcessFigures !== false) collectDefaultMetrics({ register: registry, prefix: 'parley_' })
  const counters = createCounters(registry)
  const histograms = createHistograms(registry)
  return {
    observeStep({ effects }) {
      for (const effect of effects) countEffect(counters, effect)
    },
    observeSpan({ name, startMs, endMs, attributes }) {
      const silenceMs = attributes['parley.turn.silence_ms']
      if (typeof silenceMs === 'number') histograms.silence.observe(silenceMs / 1000)
      const outcome = attributes['parley.task.outcome']
      if (name === 'task' && typeof outcome === 'string') histograms.task.observe({ outcome }, (endMs - startMs) / 1000)
      const phase = attributes['parley.delivery.phase']
      if (name === 'delivery' && phase === 'heard') histograms.delivery.observe((endMs - startMs) / 1000)
      const status = attributes['parley.response.status']
      if (name === 'response' && typeof status === 'string') counters.responses.inc({ status })
    },
    watch(name, read) {
      const gauge: Gauge = new Gauge({
        name: `parley_${name}`,
        help: WATCHED[name],
        registers: [registry],
        collect: () => {
          gauge.set(read())
        },
      })
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}

type Counters = ReturnType<typeof createCounters>

function createCounters(registry: Registry) {
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> =>
    new Counter({ name: `parley_${name}_total`, help, labelNames: [...labelNames], registers: [registry] })
  return {
    handoffs: counter('handoffs', 'Requests that were accepted.', ['disposition']),
    refusals: counter('handoffs_refused', 'Requests that were refused.', []),
    tasks: counter('tasks', 'Tasks that have ended.', ['outcome']),
    deliveries: counter('deliveries', 'Results that reached the user, or did not.', ['phase']),
    approvals: counter('approvals', 'Permissions that agents asked for, answered.', ['decision', 'by']),
    responses: counter('responses', 'Responses of the voice model.', ['status']),
    corrections: counter('corrections', 'Claims of the voice that had to be corrected.', []),
    reconnects: counter('reconnects', 'Connections that were opened after the first.', ['purpose']),
    errors: counter('realtime_errors', 'Errors that realtime servers reported.', []),
    saves: counter('journal_appends', 'Records given to the journal.', ['kind']),
  }
}

function createHistograms(registry: Registry) {
  const registers = [registry]
  return {
    silence: new Histogram({
      name: 'parley_turn_silence_seconds',
      help: 'From the end of the user’s speech to the first sound of the answer.',
      buckets: SECONDS,
      registers,
    }),
    task: new Histogram({
      name: 'parley_task_seconds',
      help: 'From the acceptance of a task to its end.',
      labelNames: ['outcome'],
      buckets: TASK_SECONDS,
      registers,
    }),
    delivery: new Histogram({
      name: 'parley_delivery_seconds',
      help: 'From a result to its being heard.',
      buckets: SECONDS.concat(30, 60, 300),
      registers,
    }),
  }
}

function countEffect(counters: Counters, effect: ConversationEffect): void {
  if (effect.type === 'save') counters.saves.inc({ kind: effect.record.kind })
  if (effect.type === 'open-connection' && effect.purpose !== 'first')
    counters.reconnects.inc({ purpose: effect.purpose })
  if (effect.type === 'show') countShown(counters, effect.event)
}

function countShown(counters: Counters, event: ShownEvent): void {
  switch (event.type) {
    case 'handoff':
      return counters.handoffs.inc({ disposition: event.disposition })
    case 'handoff-refused':
      return counters.refusals.inc()
    case 'task':
      return 'result' in event ? counters.tasks.inc({ outcome: event.phase }) : undefined
    case 'delivery':
      return event.phase === 'heard' || event.phase === 'missed'
        ? counters.deliveries.inc({ phase: event.phase })
        : undefined
    case 'permission-answered':
      return counters.approvals.inc({ decision: event.decision, by: event.by })
    case 'correction':
      return counters.corrections.inc()
    case 'error':
      return counters.errors.inc()
    default:
      return undefined
  }
}
