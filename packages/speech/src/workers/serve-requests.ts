import { parentPort } from 'node:worker_threads'
import type { Transferable } from 'node:worker_threads'
import { decodeRequestEnvelope, toFailure } from './protocol.js'
import type { Protocol, ReplyEnvelope, RequestEnvelope } from './protocol.js'

/** What a worker does per kind of question. */
export type Handlers<P extends Protocol> = {
  readonly [K in keyof P & string]: (request: P[K]['request']) => P[K]['reply'] | Promise<P[K]['reply']>
}

/**
 * Answers questions one after the other, in the order of asking: call it once in a worker's or child's main module.
 * Sample arrays in an answer are moved, not copied: `transferOf` names their buffers.
 */
export function serveRequests<P extends Protocol>(
  handlers: Handlers<P>,
  transferOf: (reply: unknown) => readonly Transferable[] = () => [],
): void {
  const reply = openReplyPort(transferOf)
  let last: Promise<void> = Promise.resolve()
  const enqueue = (message: unknown): void => {
    last = last.then(async () => reply(await answer(handlers, decodeRequestEnvelope(message))))
  }
  if (parentPort !== null) return void parentPort.on('message', enqueue)
  process.on('message', enqueue)
  // Nobody is left to answer.
  process.once('disconnect', () => process.exit())
}

async function answer<P extends Protocol>(handlers: Handlers<P>, envelope: RequestEnvelope): Promise<ReplyEnvelope> {
  try {
    const handler = handlers[envelope.kind]
    if (handler === undefined) throw new Error(`This worker cannot ${envelope.kind}.`)
    return { id: envelope.id, isOk: true, reply: await handler(envelope.request) }
  } catch (error) {
    return toFailure(envelope.id, error)
  }
}

function openReplyPort(transferOf: (reply: unknown) => readonly Transferable[]): (envelope: ReplyEnvelope) => void {
  const port = parentPort
  if (port === null) return (envelope) => void process.send?.(envelope)
  return (envelope) => port.postMessage(envelope, envelope.isOk ? transferOf(envelope.reply) : [])
}
