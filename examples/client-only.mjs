// Only the client: connects to a realtime server, sends a typed message and prints what comes back.
// With a URL as argument it talks to that server (`node examples/client-only.mjs http://127.0.0.1:8765`).
import assert from 'node:assert/strict'
import { RealtimeClient } from '@parley/client'
import { openServer } from '@parley/server'
import { openSpeech } from '@parley/speech'

const [url] = process.argv.slice(2)
const speech = url === undefined ? await openSpeech() : undefined
const server = speech === undefined ? undefined : await openServer({ port: 0, speech })

const client = new RealtimeClient({ baseUrl: url ?? server.url })
const connection = await client.connect({ dialect: 'realtime', outputModality: 'text' })
connection.sendText('List the files, please.')
connection.createResponse()

const seen = []
for await (const event of connection) {
  seen.push(event.type)
  if (event.type === 'output_transcript_done') console.log(`the model says: ${event.text}`)
  if (event.type === 'handoff_requested') console.log(`the model hands over: ${event.inputTranscript}`)
  if (event.type === 'response_done') break
}
await connection.close()
await server?.close()
await speech?.close()

assert.ok(seen.includes('handoff_requested') || seen.includes('output_transcript_done'))
