import { isRecord, ParleyError } from '@parley/wire'
import { toChatRequest } from './chat-request.js'
import { createChatStream } from './chat-stream.js'
import type { Responder, ResponderContext, ResponderEvent } from './responder.js'
import { readSseData } from './sse-data.js'

export interface ChatResponderOptions {
  /** Base URL (`http://127.0.0.1:11434/v1`) or the whole address of a chat-completions endpoint. */
  readonly url: string
  readonly apiKey?: string
  readonly model: string
  /** For one whole answer. Default 60 s. */
  readonly timeoutMs?: number
}

/**
 * Lets a language model answer: any endpoint of the OpenAI chat-completions form, streamed, with the session's tools.
 * Errors: `config` for a bad URL; `unavailable`, `remote` (with status and the endpoint's own code) or `timeout` fail
 * the response that they happen in.
 */
export function createChatResponder(options: ChatResponderOptions): Responder {
  const address = toAddress(options.url)
  return { respond: (context, signal) => respond(address, options, context, signal) }
}

function toAddress(url: string): URL {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new ParleyError('config', `'${url}' is no http(s) URL of a chat endpoint.`)
  }
  const address = new URL(url)
  const path = address.pathname.replace(/\/+$/, '')
  if (!path.endsWith('/chat/completions')) address.pathname = `${path === '' ? '/v1' : path}/chat/completions`
  return address
}

async function* respond(
  address: URL,
  options: ChatResponderOptions,
  context: ResponderContext,
  signal: AbortSignal,
): AsyncGenerator<ResponderEvent, void> {
  const timeoutMs = options.timeoutMs ?? 60_000
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await ask(address, options, context, AbortSignal.any([signal, timeout]))
    yield* eventsFrom(response)
  } catch (error) {
    if (signal.aborted) return
    if (timeout.aborted) {
      throw new ParleyError('timeout', `${address.host} did not finish its answer within ${timeoutMs} ms.`)
    }
    throw error instanceof ParleyError
      ? error
      : new ParleyError('unavailable', `${address.host} could not be asked: ${causeOf(error)}`, { cause: error })
  }
}

async function ask(
  address: URL,
  { apiKey, model }: ChatResponderOptions,
  context: ResponderContext,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(toChatRequest(context, model)),
    signal,
  })
  if (response.ok) return response
  const { code, message } = errorFrom(await response.text())
  const details = { status: response.status, ...(code === undefined ? {} : { remoteCode: code }) }
  throw new ParleyError('remote', `${address.host} answered ${response.status}: ${message}`, details)
}

async function* eventsFrom(response: Response): AsyncGenerator<ResponderEvent, void> {
  const stream = createChatStream()
  const isStreamed = (response.headers.get('content-type') ?? '').includes('text/event-stream')
  if (!isStreamed) yield* stream.push(await response.text())
  else if (response.body !== null) {
    for await (const data of readSseData(response.body)) {
      if (data === '[DONE]') break
      const problem = streamedProblem(data)
      if (problem !== undefined) throw new ParleyError('remote', `The chat endpoint broke off: ${problem}`)
      yield* stream.push(data)
    }
  }
  yield* stream.end()
}

/** Some endpoints report trouble inside the stream. */
function streamedProblem(data: string): string | undefined {
  return data.startsWith('{"error"') ? errorFrom(data).message : undefined
}

function errorFrom(text: string): { readonly code: string | undefined; readonly message: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const error = isRecord(value) ? value['error'] : undefined
  if (typeof error === 'string') return { code: undefined, message: error }
  const { code, message } = isRecord(error) ? error : {}
  return {
    code: typeof code === 'string' ? code : undefined,
    message: typeof message === 'string' ? message : text.slice(0, 300),
  }
}

/** `fetch` says only "fetch failed"; what failed stands in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}
