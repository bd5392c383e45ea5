import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'

/** What the scripted model does in one answer, in order. */
export type ModelStep =
  | { readonly kind: 'message'; readonly text: string; readonly phase: 'commentary' | 'final_answer' }
  /** Ends the answer: the client runs it and comes back with its output. `wants`: outside the sandbox, for this reason. */
  | { readonly kind: 'command'; readonly command: string; readonly wants?: string }
  /** Ends the answer, as any other function of the client does. */
  | { readonly kind: 'call'; readonly name: string; readonly arguments: JsonObject }
  /** Ends the answer: the client changes its files. Only models that are known to do so are offered it. */
  | { readonly kind: 'patch'; readonly patch: string }
  /** Ends the answer: it has failed. */
  | { readonly kind: 'failure'; readonly message: string }
  /** The beginning of a message; the rest never comes. */
  | { readonly kind: 'unfinished'; readonly text: string }

/** One request as the script sees it. */
export interface ModelRequest {
  /** Text of the last message of the user. */
  readonly lastUserText: string
  /** Texts of all messages of the user, oldest first. */
  readonly userTexts: readonly string[]
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
    const steps = await answer(asked)
    sendAnswer(send, steps, number)
    if (!steps.some(({ kind }) => kind === 'unfinished')) response.end()
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
  const userTexts = items.filter(({ type, role }) => type === 'message' && role === 'user').map(textOf)
  const last = items.at(-1)
  return {
    lastUserText: userTexts.at(-1) ?? '',
    userTexts,
    commandOutput: /_call_output$/.test(String(last?.['type'])) ? String(last?.['output']) : undefined,
  }
}

function textOf(message: JsonObject): string {
  return listOf(message['content'])
    .map((part) => (isRecord(part) ? String(part['text']) : ''))
    .join('')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function sendAnswer(send: (event: JsonObject) => void, steps: readonly ModelStep[], number: number): void {
  for (const [index, step] of steps.entries()) sendStep(send, step, `${number}_${index}`)
  if (steps.some(({ kind }) => kind === 'unfinished' || kind === 'failure')) return
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
  if (step.kind === 'failure') {
    const error = { code: 'server_error', message: step.message }
    send({ type: 'response.failed', response: { id: `resp_${key}`, error } })
    return
  }
  if (step.kind !== 'message' && step.kind !== 'unfinished') {
    send({ type: 'response.output_item.done', item: callFrom(step, key) })
    return
  }
  const phase = step.kind === 'message' ? step.phase : 'final_answer'
  const item = { type: 'message', role: 'assistant', id: `msg_${key}`, phase }
  send({ type: 'response.output_item.added', item: { ...item, content: [] } })
  send({
    type: 'response.output_text.delta',
    item_id: item.id,
    output_index: 0,
    content_index: 0,
    delta: step.text,
  })
  if (step.kind === 'unfinished') return
  send({ type: 'response.output_item.done', item: { ...item, content: [{ type: 'output_text', text: step.text }] } })
}

function callFrom(step: ModelStep & { readonly kind: 'command' | 'call' | 'patch' }, key: string): JsonObject {
  const call_id = `call_${key}`
  if (step.kind === 'patch') {
    return { type: 'custom_tool_call', id: `ct_${key}`, call_id, name: 'apply_patch', input: step.patch }
  }
  const { name, given } =
    step.kind === 'call'
      ? { name: step.name, given: step.arguments }
      : { name: 'exec_command', given: commandFrom(step) }
  return { type: 'function_call', id: `fc_${key}`, call_id, name, arguments: JSON.stringify(given) }
}

function commandFrom({ command, wants }: ModelStep & { readonly kind: 'command' }): JsonObject {
  const outside = { sandbox_permissions: 'require_escalated', justification: wants }
  return { cmd: command, ...(wants === undefined ? {} : outside) }
}
