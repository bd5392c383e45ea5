import { SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { FinishedSpan, SpanRef } from './span-machine.js'

/** Where finished spans go. */
export interface Tracing {
  add(conversationId: string, span: FinishedSpan): void
  /** Nothing more of it will come. */
  forget(conversationId: string): void
  /** Sends what waits. Idempotent, never rejects. */
  close(): Promise<void>
}

export const noTracing: Tracing = { add: () => {}, forget: () => {}, close: async () => {} }

export interface TracingOptions {
  readonly serviceName?: string
  /** Where spans go; default: OTLP over HTTP to where `OTEL_EXPORTER_OTLP_*` says. */
  readonly exporter?: SpanExporter
}

/** Spans of one conversation are kept as parents for so many others. */
const MAX_PARENTS = 500

/**
 * OpenTelemetry, off unless the environment asks for it by `OTEL_EXPORTER_OTLP_ENDPOINT` or
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` (and `OTEL_SDK_DISABLED` is not `true`). Its library is loaded only then.
 */
export async function openTracing(
  environment: Readonly<Record<string, string | undefined>>,
  options: TracingOptions = {},
): Promise<Tracing> {
  const isAsked =
    isSet(environment['OTEL_EXPORTER_OTLP_ENDPOINT']) || isSet(environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
  if ((!isAsked && options.exporter === undefined) || environment['OTEL_SDK_DISABLED'] === 'true') return noTracing
  const [{ BasicTracerProvider, BatchSpanProcessor }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
  ])
  const exporter = options.exporter ?? (await openOtlpExporter())
  const serviceName = environment['OTEL_SERVICE_NAME'] ?? options.serviceName ?? 'parley-gateway'
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('parley')
  const conversations = new Map<string, Conversation>()
  return {
    add(conversationId, finished) {
      const conversation = conversations.get(conversationId) ?? newConversation(conversationId, conversations)
      const { name, startMs, endMs, attributes, isError } = finished
      const context = conversation.contextOf(finished.parent)
      const span = tracer.startSpan(
        name,
        { startTime: startMs, attributes: { ...attributes, 'parley.conversation.id': conversationId } },
        context,
      )
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(endMs)
      conversation.remember(finished, span)
    },
    forget(conversationId) {
      conversations.delete(conversationId)
    },
    async close() {
      conversations.clear()
      await provider.shutdown().catch(() => {})
    },
  }
}

async function openOtlpExporter(): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  return new OTLPTraceExporter()
}

interface Conversation {
  /** Under the parent where it has ended already, else under the conversation. */
  contextOf(parent: SpanRef | undefined): Context
  remember(ref: SpanRef, span: Span): void
}

function newConversation(conversationId: string, conversations: Map<string, Conversation>): Conversation {
  const spans = new Map<string, Span>()
  const root = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(conversationId),
    spanId: traceIdOf(conversationId).slice(0, 16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  })
  const idOf = ({ name, key }: SpanRef): string => `${name}:${key}`
  const conversation: Conversation = {
    contextOf(parent) {
      const span = parent === undefined ? undefined : spans.get(idOf(parent))
      return span === undefined ? root : trace.setSpan(ROOT_CONTEXT, span)
    },
    remember(ref, span) {
      spans.set(idOf(ref), span)
      const [oldest] = spans.keys()
      if (spans.size > MAX_PARENTS && oldest !== undefined) spans.delete(oldest)
    },
  }
  conversations.set(conversationId, conversation)
  return conversation
}

/** One trace per conversation, found again by its id: FNV-1a, spread over 128 bits. */
function traceIdOf(conversationId: string): string {
  const parts = [0, 1, 2, 3].map((salt) => hash32(`${salt}:${conversationId}`).toString(16).padStart(8, '0'))
  return parts.join('')
}

function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash === 0 ? 1 : hash
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''
