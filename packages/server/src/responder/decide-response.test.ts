import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backgroundAgentTool, remainSilentTool } from '@parley/wire'
import { decideResponse, findDelegationTool } from './decide-response.js'
import type { ContextItem, ResponderContext, ToolOffer } from './responder.js'

const offer = (tool: { name: string; description: string; parameters: unknown }): ToolOffer => tool
const agent = offer(backgroundAgentTool)
const silent = offer(remainSilentTool)

const user = (text: string, id = 'u'): ContextItem => ({ id, role: 'user', text })
const output = (text: string): ContextItem => ({ id: 'o', role: 'output', callId: 'c', text })

function decide(news: readonly ContextItem[], settings: Partial<ResponderContext> = {}) {
  return decideResponse({
    reason: 'requested',
    instructions: '',
    hasOwnInstructions: false,
    items: news,
    news,
    tools: [agent, silent],
    toolChoice: { kind: 'auto' },
    modality: 'audio',
    ...settings,
  })
}

const call = (prompt: string) => ({
  type: 'function-call',
  name: 'background_agent',
  arguments: JSON.stringify({ prompt }),
})
const speech = (delta: string) => ({ type: 'text', delta })

test("embedded server: every turn becomes a call of background_agent with the user's own words", () => {
  assert.deepEqual(decide([user('list "the" files')], { reason: 'turn' }), [call('list "the" files')])
  assert.deepEqual(decide([user('one'), user('two')], { reason: 'turn' }), [call('one'), call('two')])
  assert.deepEqual(decide([user('[USER] typed')], { reason: 'typed' }), [call('typed')])
})

test('embedded server: the only function tool with one required string is the delegation tool where none is named so', () => {
  const look = {
    name: 'look_up',
    description: undefined,
    parameters: { type: 'object', properties: { query: { type: 'string' }, n: {} }, required: ['query'] },
  }
  assert.deepEqual(findDelegationTool([silent, look]), { name: 'look_up', argument: 'query' })
  assert.equal(findDelegationTool([look, { ...look, name: 'other' }]), undefined)
  assert.equal(findDelegationTool([silent]), undefined)
  assert.deepEqual(findDelegationTool([look, agent]), { name: 'background_agent', argument: 'prompt' })
})

test('embedded server: words that were not understood lead to no call', () => {
  assert.deepEqual(decide([user(' ')], { reason: 'turn' }), [speech('Sorry, I did not catch that.')])
})

test('embedded server: without a delegation tool, or with tool_choice none, it has nobody to ask', () => {
  const [first] = decide([user('hello')], { tools: [silent] })
  assert.match(first?.type === 'text' ? first.delta : '', /nobody to ask/)
  const [second] = decide([user('hello')], { toolChoice: { kind: 'none' } })
  assert.match(second?.type === 'text' ? second.delta : '', /nobody to ask/)
})

test('embedded server: outputs and [BACKEND] messages are spoken joined, before new requests are handed over', () => {
  assert.deepEqual(decide([user('[BACKEND] First.'), output('Second.'), user('and now this')]), [
    speech('First. Second.'),
    call('and now this'),
  ])
})

test('embedded server: a turn does not bring up what nobody asked for', () => {
  assert.deepEqual(decide([user('list')], { reason: 'turn' }), [call('list')])
})

test('embedded server: an acceptance or a steering acknowledgement is spoken as it is', () => {
  assert.deepEqual(decide([output('Accepted as task 3.')]), [speech('Accepted as task 3.')])
  const steering = 'This was sent to steer the previous background agent task.'
  assert.deepEqual(decide([output(steering)]), [speech(steering)])
})

test('embedded server: an output that points to the messages before it is not read', () => {
  const points = 'Background agent finished. Use the preceding [BACKEND] messages as the result.'
  assert.deepEqual(decide([user('[BACKEND] There is one file.'), output(points)]), [speech('There is one file.')])
})

test('embedded server: of a JSON output the field that is meant to be read is read', () => {
  assert.deepEqual(decide([output('{"status":"ok","result":"Two files."}')]), [speech('Two files.')])
  assert.deepEqual(decide([output('"plain"')]), [speech('plain')])
  assert.deepEqual(decide([output('{"n":1}')]), [{ type: 'silence' }])
  assert.deepEqual(decide([output('')]), [{ type: 'silence' }])
})

test('embedded server: where the text asks for silence remain_silent is called, or nothing is said', () => {
  const quiet = [{ type: 'function-call', name: 'remain_silent', arguments: '{}' }]
  for (const text of ['be quiet', "Please don't say anything.", 'stay silent for a while', 'Stop talking!']) {
    assert.deepEqual(decide([user(text)], { reason: 'turn' }), quiet, text)
  }
  assert.deepEqual(decide([user('be quiet')], { tools: [agent] }), [{ type: 'silence' }])
  const settings = { hasOwnInstructions: true, instructions: 'Stay silent, this is only context.' }
  assert.deepEqual(decide([output('Some output')], settings), quiet)
  assert.deepEqual(decide([user("don't answer the phone")], { reason: 'turn' }), [call("don't answer the phone")])
})

test('embedded server: instructions that give the words to say are followed', () => {
  const say = (instructions: string) => decide([], { hasOwnInstructions: true, instructions })
  assert.deepEqual(say('Say: Welcome back.'), [speech('Welcome back.')])
  assert.deepEqual(say('Please say exactly "Hello there".'), [speech('Hello there')])
  assert.deepEqual(say('Greet the user.'), [speech('I am listening.')])
})

test('embedded server: a tool that tool_choice names is called', () => {
  const events = decide([user('look at this')], { toolChoice: { kind: 'function', name: 'remain_silent' } })
  assert.deepEqual(events, [{ type: 'function-call', name: 'remain_silent', arguments: '{}' }])
})
