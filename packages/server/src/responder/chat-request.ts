import { withoutUserMark } from './marked-text.js'
import type { ContextItem, ResponderContext, ToolChoice } from './responder.js'

type Json = Readonly<Record<string, unknown>>

const VOICE_RULES =
  'You are heard, not read: answer in one to three plain spoken sentences, without Markdown, code or links. ' +
  "User messages that begin with [BACKEND] are the background agent's reports: tell the user what they say. " +
  'Never say that something is done before a report says so.'

/** The body of a chat-completions request that asks for this response, streamed. */
export function toChatRequest(context: ResponderContext, model: string): Json {
  const offersTools = context.tools.length > 0 && context.toolChoice.kind !== 'none'
  const rules = context.modality === 'audio' ? [VOICE_RULES] : []
  const system = [context.instructions, ...rules].filter((text) => text.trim() !== '').join('\n\n')
  return {
    model,
    stream: true,
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...toMessages(context.items)],
    ...(offersTools
      ? {
          tools: context.tools.map(({ name, description, parameters }) => ({
            type: 'function',
            function: { name, description, parameters: parameters ?? { type: 'object', properties: {} } },
          })),
          tool_choice: toChatChoice(context.toolChoice),
        }
      : {}),
  }
}

function toChatChoice(choice: ToolChoice): unknown {
  return choice.kind === 'function' ? { type: 'function', function: { name: choice.name } } : choice.kind
}

/** Chat endpoints want each call followed by its output at once, so outputs move to their calls. */
function toMessages(items: readonly ContextItem[]): readonly Json[] {
  const outputs = new Map(items.flatMap((item) => (item.role === 'output' ? [[item.callId, item.text] as const] : [])))
  const callIds = new Set(items.flatMap((item) => (item.role === 'call' ? [item.callId] : [])))
  return items.flatMap((item): readonly Json[] => {
    switch (item.role) {
      case 'call': {
        const { callId, name, arguments: argumentText } = item
        const call = { id: callId, type: 'function', function: { name, arguments: argumentText } }
        return [
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: callId, content: outputs.get(callId) ?? 'No output yet.' },
        ]
      }
      case 'output':
        return callIds.has(item.callId) ? [] : [{ role: 'user', content: `[BACKEND] ${item.text}` }]
      case 'user':
        return item.text === '' ? [] : [{ role: 'user', content: withoutUserMark(item.text) }]
      case 'assistant':
        return item.text === '' ? [] : [{ role: 'assistant', content: item.text }]
      case 'system':
      case 'developer':
        return [{ role: 'system', content: item.text }]
    }
  })
}
