import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RealtimeAgent, tool } from '@openai/agents-realtime'
import { decodeWav, toMono } from '@parley/wire'
import { z } from 'zod'
import { serveParley } from '../e2e/support/parley-process.js'
import type { ServingParley } from '../e2e/support/parley-process.js'
import { openAgentsSession } from './support/agents-session.js'
import { backgroundAgent } from './support/background-tool.js'
import { openOpenAiSession } from './support/openai-session.js'
import { joinSounds, loudnessOf, msOf, SAMPLE_RATE, silence, soundOf } from './support/sounds.js'

const REQUEST = 'list the files in this folder and tell me how many there are'
const ANSWER = 'There are three files in this folder.'
const recording = fileURLToPath(new URL('../../../apps/cli/assets/request.wav', import.meta.url))

describe('interop: clients against the parley serve program', { timeout: 60_000 }, () => {
  let server: ServingParley
  let request: Int16Array

  before(async () => {
    const wav = decodeWav(await readFile(recording))
    assert.equal(wav.sampleRate, SAMPLE_RATE)
    request = joinSounds([toMono(wav.samples, wav.numChannels), silence(800)])
    server = await serveParley()
  })
  after(async () => {
    assert.equal(await server.stop(), 0, 'it ends cleanly, with clients or without')
  })

  it('interop: openai has a spoken request done through parley serve', async () => {
    const session = await openOpenAiSession({ url: server.url })
    session.send({ type: 'session.update', session: { type: 'realtime', tools: [backgroundAgent] } })
    await session.next('session.updated')
    session.sendAudio(request)
    const call = await session.next('response.function_call_arguments.done')
    assert.deepEqual(JSON.parse(call.arguments), { prompt: REQUEST })
    await session.next('response.done')
    session.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call.call_id, output: ANSWER },
    })
    session.send({ type: 'response.create' })
    const events = await session.until('response.done')
    const sound = soundOf(
      events.flatMap((event) => (event.type === 'response.output_audio.delta' ? [event.delta] : [])),
    )
    assert.ok(loudnessOf(sound) > 0.02 && msOf(sound) > 1000)
    assert.deepEqual(session.errors, [])
    await session.close()
  })

  it('interop: agents-realtime has a spoken request done through parley serve', async () => {
    const asked: string[] = []
    const work = tool({
      name: 'background_agent',
      description: 'Does what the user asks for.',
      parameters: z.object({ prompt: z.string() }),
      execute: async ({ prompt }) => {
        asked.push(prompt)
        return ANSWER
      },
    })
    const agent = new RealtimeAgent({ name: 'Voice', instructions: 'Hand over what is asked for.', tools: [work] })
    const talk = await openAgentsSession(server.url, agent, {
      query: '',
      config: { audio: { input: { turnDetection: { type: 'server_vad' } } } },
    })
    talk.sendAudio(request)
    await talk.next('tool-ended')
    assert.deepEqual(asked, [REQUEST])
    const sound = await talk.hearAnswer()
    assert.ok(loudnessOf(sound) > 0.02 && msOf(sound) > 1000)
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })
})
