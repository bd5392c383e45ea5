import { isRecord } from '@parley/wire'
import type { ResponderEvent } from './responder.js'

interface PartialCall {
  readonly name: string
  readonly arguments: string
}

/** Gathers a streamed chat answer: text is passed on at once, calls when they are complete. */
export interface ChatStream {
  /** One chunk of the stream as JSON text; what is no chunk is passed over. */
  push(data: string): readonly ResponderEvent[]
  end(): readonly ResponderEvent[]
}

export function createChatStream(): ChatStream {
  const calls = new Map<number, PartialCall>()
  return {
    push(data) {
      const delta = deltaFrom(data)
      for (const call of listOf(delta?.['tool_calls'])) addCall(calls, call)
      const text = delta?.['content']
      return typeof text === 'string' && text !== '' ? [{ type: 'text', delta: text }] : []
    },
    end() {
      const whole = [...calls.values()].filter(({ name }) => name !== '')
      return whole.map((call) => ({
        type: 'function-call',
        name: call.name,
        arguments: call.arguments === '' ? '{}' : call.arguments,
      }))
    },
  }
}

function addCall(calls: Map<number, PartialCall>, value: unknown): void {
  if (!isRecord(value)) return
  const index = typeof value['index'] === 'number' ? value['index'] : calls.size
  const part = isRecord(value['function']) ? value['function'] : {}
  const before = calls.get(index) ?? { name: '', arguments: '' }
  const name = typeof part['name'] === 'string' ? part['name'] : ''
  const argumentText = typeof part['arguments'] === 'string' ? part['arguments'] : ''
  calls.set(index, { name: before.name + name, arguments: before.arguments + argumentText })
}

function deltaFrom(data: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return undefined
  }
  const choice = isRecord(value) ? listOf(value['choices'])[0] : undefined
  if (!isRecord(choice)) return undefined
  // An endpoint that does not stream sends the whole message instead of deltas.
  const part = choice['delta'] ?? choice['message']
  return isRecord(part) ? part : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
