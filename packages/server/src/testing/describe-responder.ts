import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isRecord } from '@parley/wire'
import type { Responder, ResponderContext, ResponderEvent } from '../responder/responder.js'

/** Responders that behave in known ways. What an implementation cannot be brought to do is left out, with its test. */
export interface ResponderSuiteOptions {
  /** Answers a turn of the user, by words or by a call of the tool that is offered. */
  readonly create: () => Responder | Promise<Responder>
  /** Begins no answer before its signal aborts. */
  readonly hanging?: () => Responder | Promise<Responder>
  readonly timeoutMs?: number
}

/** The acceptance suite of the Responder port: every responder passes it. Registers tests with node:test. */
export function describeResponder(name: string, { create, hanging, timeoutMs = 20_000 }: ResponderSuiteOptions): void {
  describe(`responder: ${name}`, { timeout: timeoutMs }, () => {
    test('responder: a turn of the user gets an answer, and calls are of tools that are offered, in JSON', async () => {
      const events = await collect(await create(), turn('list the files'))
      assert.ok(events.length > 0)
      for (const event of events) {
        if (event.type !== 'function-call') continue
        assert.equal(event.name, 'background_agent')
        const given: unknown = JSON.parse(event.arguments)
        assert.ok(isRecord(given), event.arguments)
      }
    })

    test('responder: with tool choice none, and without tools, nothing is called', async () => {
      const responder = await create()
      for (const settings of [{ toolChoice: { kind: 'none' } } as const, { tools: [] }]) {
        const events = await collect(responder, { ...turn('list the files'), ...settings })
        assert.ok(events.length > 0)
        assert.ok(!events.some(({ type }) => type === 'function-call'))
      }
    })

    test('responder: a conversation with a call and its output can be answered', async () => {
      const call = {
        id: '2',
        role: 'call',
        callId: 'c',
        name: 'background_agent',
        arguments: '{"prompt":"x"}',
      } as const
      const output = { id: '3', role: 'output', callId: 'c', text: 'Three files.' } as const
      const context = turn('list the files')
      const items = [...context.items, call, output]
      const events = await collect(await create(), { ...context, reason: 'requested', items, news: [output] })
      assert.ok(events.length > 0)
    })

    test('responder: answers side by side do not disturb each other', async () => {
      const responder = await create()
      const answers = await Promise.all([1, 2, 3].map(() => collect(responder, turn('list the files'))))
      assert.deepEqual(answers[1], answers[0])
      assert.deepEqual(answers[2], answers[0])
    })

    test('responder: whoever stops listening leaves nothing broken', async () => {
      const responder = await create()
      for await (const _event of responder.respond(turn('list the files'), never)) break
      assert.ok((await collect(responder, turn('list the files'))).length > 0)
    })

    test('responder: a signal that was aborted before is an end, not an error', async () => {
      await collect(await create(), turn('list the files'), AbortSignal.abort())
    })

    if (hanging !== undefined) {
      test('responder: an answer that does not come ends without an error once its signal aborts', async () => {
        const controller = new AbortController()
        const collecting = collect(await hanging(), turn('list the files'), controller.signal)
        setImmediate(() => controller.abort())
        assert.deepEqual(await collecting, [])
      })
    }
  })
}

const never = new AbortController().signal

function turn(text: string): ResponderContext {
  const item = { id: '1', role: 'user', text } as const
  return {
    ...{ reason: 'turn', instructions: 'Help.', hasOwnInstructions: false, items: [item], news: [item] },
    tools: [{ name: 'background_agent', description: 'Does the work.', parameters: parametersOfPrompt }],
    ...{ toolChoice: { kind: 'auto' }, modality: 'audio' },
  }
}

const parametersOfPrompt = { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] }

async function collect(
  responder: Responder,
  context: ResponderContext,
  signal: AbortSignal = never,
): Promise<readonly ResponderEvent[]> {
  const events: ResponderEvent[] = []
  for await (const event of responder.respond(context, signal)) events.push(event)
  return events
}
