import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'

/** What the model does in one answer, in order. A tool ends it: the client runs it and comes back with its output. */
export type ChatStep =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly arguments: JsonObject }

export interface ChatRequest {
  /** Text of the last message of the user. */
  readonly lastUserText: string
  /** Output of the tool that was just run, undefined when this request follows a message of the user. */
  readonly toolOutput: string | undefined
}

/** A model server of the chat completions form whose answers are a function of the request; nothing is random. */
export interface ChatModel {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string
  readonly requests: readonly ChatRequest[]
  close(): Promise<void>
}

/** `answer` is asked about requests that offer tools; the others want a title of the conversation, and get one. */
export async function openChatModel(
  answer: (request: ChatRequest) => readonly ChatStep[] | Promise<readonly ChatStep[]>,
): Promise<ChatModel> {
  const requests: ChatRequest[] = []
  let answerCount = 0
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray()
    const body = decodeJsonObject(chunks.map(String).join('')) ?? {}
    answerCount += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const asked = requestFrom(body)
    const hasTools = listOf(body['tools']).length > 0
    if (hasTools) requests.push(asked)
    const steps = hasTools ? await answer(asked) : [{ kind: 'text' as const, text: 'A title' }]
    sendAnswer(response, steps, answerCount)
  }
  const http = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') response.writeHead(404).end()
    else respond(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

function requestFrom(body: JsonObject): ChatRequest {
  const messages = listOf(body['messages']).filter(isRecord)
  const last = messages.at(-1)
  return {
    lastUserText: textOf(messages.findLast(({ role }) => role === 'user')?.['content']),
    toolOutput: last?.['role'] === 'tool' ? textOf(last['content']) : undefined,
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return listOf(content)
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('')
}

function sendAnswer(response: ServerResponse, steps: readonly ChatStep[], number: number): void {
  const send = (delta: JsonObject, finishReason: string | null): void => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }]
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
    const chunk = { id: `chat_${number}`, object: 'chat.completion.chunk', created: 1, model: 'scripted', choices }
    response.write(`data: ${JSON.stringify(finishReason === null ? chunk : { ...chunk, usage })}\n\n`)
  }
  for (const [index, step] of steps.entries()) {
    const call = { index: 0, id: `call_${number}_${index}`, type: 'function' }
    if (step.kind === 'text') send({ role: 'assistant', content: step.text }, null)
    else
      send(
        { tool_calls: [{ ...call, function: { name: step.name, arguments: JSON.stringify(step.arguments) } }] },
        null,
      )
  }
  send({}, steps.some(({ kind }) => kind === 'tool') ? 'tool_calls' : 'stop')
  response.end('data: [DONE]\n\n')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
