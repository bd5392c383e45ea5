import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'

/** What the scripted model does in one answer, in order. */
export type ModelStep =
  | { readonly kind: 'message'; readonly text: string; readonly phase: 'commentary' | 'final_answer' }
  /** Ends the answer: the client runs it and comes back with its output. */
  | { readonly kind: 'command'; readonly command: string }

/** One request as the script sees it. */
export interface ModelRequest {
  /** Text of the last message of the user. */
  readonly lastUserText: string
  /** Output of the command that was just run, undefined when this request follows a message. */
  readonly commandOutput: string | undefined
}

/** A model server of the Responses form whose answers are a function of the request; nothing is random. */
export interface ScriptedModel {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string
  readonly requests: readonly ModelRequest[]
  close(): Promise<void>
}

export async function openScriptedModel(
  answer: (request: ModelRequest) => readonly ModelStep[] | Promise<readonly ModelStep[]>,
): Promise<ScriptedModel> {
  const requests: ModelRequest[] = []
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = requestFrom(await readBody(request))
    const number = requests.push(asked)
    const send = (event: JsonObject): void => {
      response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    send({ type: 'response.created', response: { id: `resp_${number}` } })
    sendAnswer(send, await answer(asked), number)
    response.end()
  }
  const http = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/responses') {
      response.writeHead(404).end()
      return
    }
    respond(request, response).catch(() => response.destroy())
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

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks = await request.toArray()
  const body = decodeJsonObject(chunks.map(String).join(''))
  if (body === undefined) throw new TypeError('the request is no JSON object')
  return body
}

function requestFrom(body: JsonObject): ModelRequest {
  const items = listOf(body['input']).filter(isRecord)
  const lastUser = items.findLast(({ type, role }) => type === 'message' && role === 'user')
  const last = items.at(-1)
  return {
    lastUserText: listOf(lastUser?.['content'])
      .map((part) => (isRecord(part) ? String(part['text']) : ''))
      .join(''),
    commandOutput: last?.['type'] === 'function_call_output' ? String(last['output']) : undefined,
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function sendAnswer(send: (event: JsonObject) => void, steps: readonly ModelStep[], number: number): void {
  for (const [index, step] of steps.entries()) sendStep(send, step, `${number}_${index}`)
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 15,
  }
  send({ type: 'response.completed', response: { id: `resp_${number}`, usage } })
}

function sendStep(send: (event: JsonObject) => void, step: ModelStep, key: string): void {
  if (step.kind === 'command') {
    const item = { type: 'function_call', id: `fc_${key}`, call_id: `call_${key}`, name: 'exec_command' }
    send({ type: 'response.output_item.done', item: { ...item, arguments: JSON.stringify({ cmd: step.command }) } })
    return
  }
  const item = { type: 'message', role: 'assistant', id: `msg_${key}`, phase: step.phase }
  send({ type: 'response.output_item.added', item: { ...item, content: [] } })
  send({
    type: 'response.output_text.delta',
    item_id: item.id,
    output_index: 0,
    content_index: 0,
    delta: step.text,
  })
  send({ type: 'response.output_item.done', item: { ...item, content: [{ type: 'output_text', text: step.text }] } })
}
