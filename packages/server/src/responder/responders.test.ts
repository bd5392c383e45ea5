import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { after } from 'node:test'
import { isRecord } from '@parley/wire'
import { describeResponder } from '../testing/describe-responder.js'
import { createChatResponder } from './chat-responder.js'
import { createDelegatingResponder } from './delegating-responder.js'
import type { Responder } from './responder.js'

describeResponder('delegating', { create: createDelegatingResponder })

/** A chat endpoint that calls the first tool where it may, and speaks otherwise. */
const endpoint = createServer((request, response) => {
  request.toArray().then(
    (parts) => {
      const body: unknown = JSON.parse(Buffer.concat(parts.filter((part) => Buffer.isBuffer(part))).toString())
      if (isRecord(body) && body['model'] === 'slow') return
      stream(response, mayCall(body) ? calling : { content: 'There are three files.' })
    },
    () => response.destroy(),
  )
})
after(() => {
  endpoint.closeAllConnections()
  endpoint.close()
})

const listening = once(endpoint.listen(0, '127.0.0.1'), 'listening')
const fn = { name: 'background_agent', arguments: '{"prompt":"list the files"}' }
const calling = { tool_calls: [{ index: 0, id: 'x', function: fn }] }

function mayCall(body: unknown): boolean {
  return isRecord(body) && Array.isArray(body['tools']) && body['tools'].length > 0 && body['tool_choice'] !== 'none'
}

function stream(response: ServerResponse, delta: object): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\ndata: [DONE]\n\n`)
}

async function chatResponder(model: string): Promise<Responder> {
  await listening
  const address = endpoint.address()
  return createChatResponder({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`, model })
}

describeResponder('chat', { create: () => chatResponder('m'), hanging: () => chatResponder('slow') })
