import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { backgroundAgentTool, ParleyError } from '@parley/wire'
import { field, textField, textOnly, typed, update } from '../testing/frames.js'
import { withServer } from '../testing/with-server.js'
import { createChatResponder } from './chat-responder.js'
import type { ResponderContext, ResponderEvent } from './responder.js'
import { readSseData } from './sse-data.js'

const time = { timeout: 20_000 }

type Script = (body: unknown, response: ServerResponse, request: IncomingMessage) => void

/** A chat endpoint that answers by a script. */
async function withChat(script: Script, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString('utf8')))
    request.on('end', () => script(JSON.parse(text), response, request))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`)
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

function stream(response: ServerResponse, ...chunks: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  response.end('data: [DONE]\n\n')
}

const delta = (part: unknown): unknown => ({ choices: [{ index: 0, delta: part }] })

const context: ResponderContext = {
  reason: 'turn',
  instructions: 'Be kind.',
  hasOwnInstructions: false,
  items: [
    { id: '1', role: 'user', text: 'hello' },
    { id: '2', role: 'call', callId: 'c1', name: 'background_agent', arguments: '{"prompt":"x"}' },
    { id: '3', role: 'assistant', text: 'Hi.' },
    { id: '4', role: 'output', callId: 'c1', text: 'Accepted.' },
  ],
  news: [],
  tools: [{ ...backgroundAgentTool }],
  toolChoice: { kind: 'auto' },
  modality: 'text',
}

async function collect(events: AsyncIterable<ResponderEvent>): Promise<readonly ResponderEvent[]> {
  const all: ResponderEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const never = new AbortController().signal

test(
  'embedded server: a chat endpoint gets the conversation and its tools, and streams text and calls back',
  time,
  async () => {
    let asked: unknown
    let authorization: string | undefined
    const script: Script = (body, response, request) => {
      asked = body
      authorization = request.headers.authorization
      const call = (part: unknown): unknown => delta({ tool_calls: [{ index: 0, ...Object(part) }] })
      stream(
        response,
        delta({ role: 'assistant', content: 'On ' }),
        delta({ content: 'it.' }),
        call({ id: 'x', function: { name: 'background_agent', arguments: '{"pro' } }),
        call({ function: { arguments: 'mpt":"look"}' } }),
      )
    }
    await withChat(script, async (url) => {
      const responder = createChatResponder({ url, apiKey: 'sk-1', model: 'm' })
      assert.deepEqual(await collect(responder.respond(context, never)), [
        { type: 'text', delta: 'On ' },
        { type: 'text', delta: 'it.' },
        { type: 'function-call', name: 'background_agent', arguments: '{"prompt":"look"}' },
      ])
    })
    assert.equal(authorization, 'Bearer sk-1')
    assert.equal(field(asked, 'stream'), true)
    assert.equal(field(asked, 'tool_choice'), 'auto')
    assert.equal(field(asked, 'tools', 0, 'function', 'name'), 'background_agent')
    const call = { id: 'c1', type: 'function', function: { name: 'background_agent', arguments: '{"prompt":"x"}' } }
    assert.deepEqual(field(asked, 'messages'), [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'Accepted.' },
      { role: 'assistant', content: 'Hi.' },
    ])
  },
)

test('embedded server: an error of the chat endpoint fails the response with its own words', time, () =>
  withChat(
    (_body, response) => {
      response.writeHead(429, { 'content-type': 'application/json' })
      response.end('{"error":{"message":"Slow down.","code":"rate_limit_exceeded"}}')
    },
    (url) =>
      withServer({ responder: () => createChatResponder({ url, model: 'm' }) }, async ({ connect }) => {
        const client = await connect()
        client.send({ type: 'response.create' })
        const done = await client.next('response.done')
        assert.equal(field(done, 'response', 'status'), 'failed')
        assert.match(textField(done, 'response', 'status_details', 'error', 'message'), /answered 429: Slow down\./)
        assert.deepEqual(field(done, 'response', 'output'), [])
        await client.close()
      }),
  ),
)

test('embedded server: an endpoint that is not there, breaks off or takes too long is told apart', time, async () => {
  const fails = async (url: string, code: string, timeoutMs = 5000): Promise<void> => {
    const responder = createChatResponder({ url, model: 'm', timeoutMs })
    await assert.rejects(
      collect(responder.respond(context, never)),
      (error) => error instanceof ParleyError && error.code === code,
    )
  }
  await fails('http://127.0.0.1:1/v1', 'unavailable')
  await withChat(
    (_body, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"choices":[]}\n\n', () => response.destroy())
    },
    (url) => fails(url, 'unavailable'),
  )
  await withChat(
    (_body, response) => stream(response, { error: { message: 'overloaded' } }),
    (url) => fails(url, 'remote'),
  )
  await withChat(
    () => {},
    (url) => fails(url, 'timeout', 30),
  )
})

test('embedded server: cancelling a response ends its request to the chat endpoint', time, async () => {
  const gone = new Promise<void>((resolve) => {
    const script: Script = (_body, response) => {
      response.on('close', () => resolve())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'Hello' }))}\n\n`)
    }
    void withChat(script, (url) =>
      withServer({ responder: () => createChatResponder({ url, model: 'm' }) }, async ({ connect }) => {
        const client = await connect()
        client.send(textOnly)
        client.send({ type: 'response.create' })
        await client.next('response.output_text.delta')
        client.send({ type: 'response.cancel' })
        await client.next('response.done')
        await client.close()
        await gone
      }),
    )
  })
  await gone
})

test('embedded server: a chat answer is spoken sentence by sentence while it still comes', time, () =>
  withChat(
    (_body, response) => stream(response, delta({ content: 'First one. Sec' }), delta({ content: 'ond one.' })),
    (url) =>
      withServer({ responder: () => createChatResponder({ url, model: 'm' }) }, async ({ connect }) => {
        const client = await connect()
        client.send(update({ instructions: 'Be kind.' }))
        client.send(typed('hello'))
        client.send({ type: 'response.create' })
        const first = await client.next('response.output_audio_transcript.delta')
        assert.equal(textField(first, 'delta').trim(), 'First one.')
        const { transcript } = await client.next('response.output_audio_transcript.done')
        assert.equal(transcript, 'First one. Second one.')
        await client.close()
      }),
  ),
)

test(
  'embedded server: server-sent events are read whatever their line ends and wherever they are cut',
  time,
  async () => {
    const text = ': hello\r\ndata: {"a":1}\r\n\r\nevent: x\ndata: one\ndata: two\n\ndata: [DONE]'
    for (const size of [1, 2, 3, 7, 100]) {
      const bytes = new TextEncoder().encode(text)
      const body = (async function* () {
        for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
      })()
      const data: string[] = []
      for await (const event of readSseData(body)) data.push(event)
      assert.deepEqual(data, ['{"a":1}', 'one\ntwo', '[DONE]'], `cut by ${size}`)
    }
  },
)
