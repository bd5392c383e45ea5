import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RealtimeAgent, tool } from '@openai/agents-realtime'
import type { RealtimeItem, RealtimeSessionConfig } from '@openai/agents-realtime'
import { z } from 'zod'
import { LONG_ANSWER } from './support/background-tool.js'
import { openAgentsSession } from './support/agents-session.js'
import type { AgentsSession } from './support/agents-session.js'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { loudnessOf, msOf } from './support/sounds.js'

const REQUEST = 'list the files in this folder'
const ANSWER = 'There are three files in this folder.'
const serverVad: Partial<RealtimeSessionConfig> = { audio: { input: { turnDetection: { type: 'server_vad' } } } }

describe('interop: agents-realtime', { timeout: 90_000 }, () => {
  let embedded: EmbeddedServer
  let request: Int16Array

  before(async () => {
    embedded = await openEmbeddedServer()
    request = await speakRequest(embedded.speech, REQUEST)
  })
  after(() => embedded.close())

  /** A session whose only tool takes one string and gives this answer; `asked` collects what it was called with. */
  async function open(
    answer: string,
    { name = 'background_agent', argument = 'prompt', config = serverVad, query = '?model=gpt-realtime' } = {},
  ): Promise<{ readonly talk: AgentsSession; readonly asked: readonly string[] }> {
    const asked: string[] = []
    const work = tool({
      name,
      description: 'Does what the user asks for.',
      parameters: z.object({ [argument]: z.string() }),
      execute: async (input) => {
        asked.push(String(input[argument]))
        return answer
      },
    })
    const agent = new RealtimeAgent({ name: 'Voice', instructions: 'Hand over what the user asks for.', tools: [work] })
    return { talk: await openAgentsSession(embedded.server.url, agent, { config, query }), asked }
  }

  it('interop: agents-realtime goes from speech over transcript, tool call and output to speech', async () => {
    const { talk, asked } = await open(ANSWER)
    talk.sendAudio(request)
    assert.equal((await talk.next('tool-ended')).detail, ANSWER)
    assert.deepEqual(asked, [REQUEST])
    const sound = await talk.hearAnswer()
    assert.ok(loudnessOf(sound) > 0.02 && msOf(sound) > 1000, `${msOf(sound)} ms at ${loudnessOf(sound)}`)
    await talk.remembered((item) => transcriptOf(item, 'assistant') === ANSWER, 'the answer in the history')
    await talk.remembered((item) => transcriptOf(item, 'user') === REQUEST, 'the request in the history')
    assert.deepEqual(rolesOf(talk), ['user', 'function_call', 'assistant'])
    await talk.wire('response.done')
    const { usage } = talk.session
    assert.ok(usage.inputTokens > 0 && usage.outputTokens > 0)
    assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens)
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime with its own settings (semantic turn detection) hears the end of a turn', async () => {
    const { talk, asked } = await open(ANSWER, { config: {} })
    talk.sendAudio(await speakRequest(embedded.speech, REQUEST, { pauseMs: 9000 }))
    await talk.next('tool-ended')
    assert.deepEqual(asked, [REQUEST])
    assert.ok(msOf(await talk.hearAnswer()) > 1000)
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime has its only tool called, whatever the name of the tool and its argument', async () => {
    const { talk, asked } = await open('All tests pass.', { name: 'ask_the_team', argument: 'question' })
    talk.sendAudio(await speakRequest(embedded.speech, 'run the tests again'))
    assert.equal((await talk.next('tool-ended')).name, 'ask_the_team')
    assert.deepEqual(asked, ['run the tests again'])
    await talk.hearAnswer()
    await talk.remembered((item) => transcriptOf(item, 'assistant') === 'All tests pass.', 'the answer in the history')
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  for (const query of ['', '?model=another']) {
    it(`interop: agents-realtime works when the address names ${query === '' ? 'no model' : 'another model'}`, async () => {
      const { talk, asked } = await open(ANSWER, { query })
      talk.session.sendMessage('How many files are here?')
      await talk.next('tool-ended')
      assert.deepEqual(asked, ['How many files are here?'])
      assert.deepEqual(talk.errors, [])
      await talk.close()
    })
  }

  it('interop: agents-realtime sends a typed message and hears its answer', async () => {
    const { talk, asked } = await open(ANSWER)
    talk.session.sendMessage('How many files are here?')
    assert.ok(msOf(await talk.hearAnswer()) > 1000)
    assert.deepEqual(asked, ['How many files are here?'])
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime is interrupted by speech, cuts what was not heard, and hears the new request', async () => {
    const { talk, asked } = await open(LONG_ANSWER)
    talk.sendAudio(request)
    await talk.next('audio')
    talk.sendAudio(request)
    await talk.next('interrupted')
    await talk.wire('conversation.item.truncated')
    await talk.next('tool-ended')
    assert.deepEqual(asked, [REQUEST, REQUEST])
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime stops the answer by interrupt() and goes on', async () => {
    const { talk, asked } = await open(LONG_ANSWER)
    talk.session.sendMessage('Tell me everything.')
    await talk.next('audio')
    talk.session.interrupt()
    await talk.next('interrupted')
    await talk.wire('response.done')
    const heard = talk.reports.length
    talk.session.sendMessage('Once more.')
    await talk.next('audio')
    assert.ok(talk.reports.length > heard)
    assert.deepEqual(asked, ['Tell me everything.', 'Once more.'])
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime edits the history', async () => {
    const { talk } = await open(ANSWER)
    talk.session.sendMessage('How many files are here?')
    await talk.hearAnswer()
    await talk.remembered((item) => transcriptOf(item, 'assistant') === ANSWER, 'the answer in the history')
    talk.session.updateHistory((history) =>
      history.filter((item) => item.type !== 'message' || item.role !== 'assistant'),
    )
    await talk.wire('conversation.item.deleted')
    assert.ok(!rolesOf(talk).includes('assistant'))
    assert.deepEqual(talk.errors, [])
    await talk.close()
  })

  it('interop: agents-realtime over WebSocket mutes by sending nothing, as it says itself', async () => {
    const { talk } = await open(ANSWER)
    assert.equal(talk.session.muted, null)
    assert.throws(() => talk.session.mute(true), /not supported for the WebSocket transport/)
    await talk.close()
  })

  it('interop: agents-realtime leaves no session behind', async () => {
    await embedded.idle()
    assert.deepEqual(
      embedded.log.filter(({ event }) => event === 'fault'),
      [],
    )
  })
})

function transcriptOf(item: RealtimeItem, role: 'user' | 'assistant'): string | undefined {
  if (item.type !== 'message' || item.role !== role) return undefined
  const [part] = item.content
  return part !== undefined && 'transcript' in part ? (part.transcript ?? undefined) : undefined
}

function rolesOf({ session }: AgentsSession): readonly string[] {
  return session.history.map((item) => (item.type === 'message' ? item.role : item.type))
}
