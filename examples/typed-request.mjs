// Asks an agent a question by text and listens to the answer: the shortest whole use of the library.
// Everything runs in this process: the realtime server, local speech, and a command as the agent.
import assert from 'node:assert/strict'
import { createCommandAgent } from '@parley/agents'
import { RealtimeClient } from '@parley/client'
import { createConversation } from '@parley/conversation'
import { openServer } from '@parley/server'
import { openSpeech } from '@parley/speech'

const speech = await openSpeech()
const server = await openServer({ port: 0, speech })
const client = new RealtimeClient({ baseUrl: server.url })
const connection = await client.connect({ dialect: 'realtime' })
const agent = createCommandAgent({ command: [process.execPath, '-e', "console.log('There are three open tasks.')"] })
const conversation = createConversation({ connection, agent })

let spokenSamples = 0
let result = ''
conversation.sendText('How many tasks are open?')
for await (const event of conversation.events) {
  if (event.type === 'audio') spokenSamples += event.pcm.length
  if (event.type === 'task') console.log(`task ${event.taskId}: ${event.phase}`)
  if (event.type === 'reply') console.log(`voice: ${event.text}`)
  if (event.type === 'reply' && event.deliveries.length > 0) {
    result = event.text
    break
  }
}

await conversation.close()
await server.close()
await speech.close()

assert.match(result, /three/i)
assert.ok(spokenSamples > 24_000, 'the answer was spoken for more than a second')
