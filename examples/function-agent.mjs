// An async generator of this program as the agent: it says what it does, asks for permission and returns its result.
// The permission is given here as a button on a screen would give it. Everything runs in this process.
import assert from 'node:assert/strict'
import { createFunctionAgent } from '@parley/agents'
import { RealtimeClient } from '@parley/client'
import { createConversation } from '@parley/conversation'
import { openServer } from '@parley/server'
import { openSpeech } from '@parley/speech'

const agent = createFunctionAgent({
  name: 'clerk',
  async *run({ input }, talk) {
    yield `Looking for what was asked: ${input}`
    const decision = await talk.ask({ title: 'Read the register of reports', kind: 'read' })
    if (decision === 'denied') return 'I was not allowed to look.'
    yield { type: 'progress', text: 'Counting.' }
    return { result: '| report | status |\n| --- | --- |\n| 7 | open |', spoken: 'Seven reports are open.' }
  },
})

const speech = await openSpeech()
const server = await openServer({ port: 0, speech })
const client = new RealtimeClient({ baseUrl: server.url })
const connection = await client.connect({ dialect: 'realtime' })
const conversation = createConversation({ connection, agent })

const said = []
conversation.sendText('How many reports are open?')
for await (const event of conversation.events) {
  if (event.type === 'permission') {
    console.log(`the agent asks: ${event.title}`)
    conversation.answerPermission(event.taskId, event.permissionId, 'granted')
  }
  if (event.type === 'task') console.log(`task ${event.taskId}: ${event.phase}`)
  if (event.type === 'reply') {
    console.log(`voice: ${event.text}`)
    said.push(event.text)
    if (/seven/i.test(event.text)) break
  }
}

await conversation.close()
await server.close()
await speech.close()

assert.match(said.at(-1), /seven reports are open/i)
