import { DELEGATION_TOOL, isRecord, SILENCE_TOOL } from '@parley/wire'
import { isBackendText, withoutBackendMark, withoutUserMark } from './marked-text.js'
import type { ContextItem, ResponderContext, ResponderEvent, ToolOffer } from './responder.js'
import { toSpokenText } from './spoken-text.js'

const NOT_UNDERSTOOD = 'Sorry, I did not catch that.'
const NOBODY_TO_ASK = 'I have nobody to ask: this session offers me no tool that takes a request.'
const NOTHING_NEW = 'I am listening.'
const STILL_HERE = 'I am still here.'

/** Codex' fixed output when all that is to be said stands in the messages before it. */
const POINTS_TO_MESSAGES = /^background agent finished\. use the preceding/i

/** An instruction or a request for silence, in the plain words people use. */
const ASKS_FOR_SILENCE =
  /\b(?:be|stay|keep|remain) (?:quiet|silent)\b|\b(?:do not|don't|dont) (?:say|speak|talk|respond|answer|reply)\b(?: (?:anything|a word|to (?:this|that)|now|yet))?\s*[.!]*$|\bsay nothing\b|\bshut up\b|\b(?:stop|quit) talking\b/i

/**
 * What a delegating assistant does: the user's words become calls of the delegation tool, word for word; a background
 * agent's words and tool outputs are spoken when the client asks; nothing is made up.
 */
export function decideResponse(context: ResponderContext): readonly ResponderEvent[] {
  const { toolChoice, reason } = context
  const said = ownWords(context)
  if (said !== undefined) return [speak(said)]
  if (context.hasOwnInstructions && ASKS_FOR_SILENCE.test(context.instructions)) return silence(context)
  if (toolChoice.kind === 'function') return callChosen(context, toolChoice.name)
  const requests = context.news.filter((item) => item.role === 'user' && !isBackendText(item.text))
  const report = reason === 'requested' ? reportFrom(context.news) : ''
  const answers = requests.flatMap((item) => answerRequest(context, item))
  if (report === '' && answers.length === 0) return fallback(context)
  return mergeTexts([...(report === '' ? [] : [speak(report)]), ...answers])
}

function fallback(context: ResponderContext): readonly ResponderEvent[] {
  if (context.reason === 'idle') return [speak(STILL_HERE)]
  // Outputs that say nothing (an empty output of a silent call) are no reason to speak.
  if (context.news.some((item) => item.role === 'output')) return [{ type: 'silence' }]
  return [speak(NOTHING_NEW)]
}

function answerRequest(context: ResponderContext, item: ContextItem): readonly ResponderEvent[] {
  const text = item.role === 'user' ? withoutUserMark(item.text).trim() : ''
  if (text === '') return context.reason === 'idle' ? [] : [speak(NOT_UNDERSTOOD)]
  if (ASKS_FOR_SILENCE.test(text)) return silence(context)
  const tool = context.toolChoice.kind === 'none' ? undefined : findDelegationTool(context.tools)
  if (tool === undefined) return [speak(NOBODY_TO_ASK)]
  return [{ type: 'function-call', name: tool.name, arguments: JSON.stringify({ [tool.argument]: text }) }]
}

function silence(context: ResponderContext): readonly ResponderEvent[] {
  const canCall = context.toolChoice.kind !== 'none' && context.tools.some(({ name }) => name === SILENCE_TOOL)
  return canCall ? [{ type: 'function-call', name: SILENCE_TOOL, arguments: '{}' }] : [{ type: 'silence' }]
}

function callChosen(context: ResponderContext, name: string): readonly ResponderEvent[] {
  const tool = context.tools.find((offer) => offer.name === name)
  const argument = tool === undefined ? undefined : onlyStringArgument(tool)
  const last = context.items.findLast((item) => item.role === 'user')
  const text = last?.role === 'user' ? withoutUserMark(last.text) : ''
  if (tool === undefined) return [speak(NOBODY_TO_ASK)]
  const given = argument === undefined ? {} : { [argument]: text }
  return [{ type: 'function-call', name, arguments: JSON.stringify(given) }]
}

/** The tool that takes requests and the name of its argument. */
export function findDelegationTool(
  tools: readonly ToolOffer[],
): { readonly name: string; readonly argument: string } | undefined {
  const named = tools.find(({ name }) => name === DELEGATION_TOOL)
  if (named !== undefined) return { name: named.name, argument: onlyStringArgument(named) ?? 'prompt' }
  const fitting = tools.flatMap((tool) => {
    const argument = onlyStringArgument(tool)
    return argument === undefined ? [] : [{ name: tool.name, argument }]
  })
  return fitting.length === 1 ? fitting[0] : undefined
}

/** The argument of a function whose only required argument is a string. */
function onlyStringArgument({ parameters }: ToolOffer): string | undefined {
  if (!isRecord(parameters) || !isRecord(parameters['properties'])) return undefined
  const { required, properties } = parameters
  const names: readonly unknown[] = Array.isArray(required) ? required : []
  const name = names[0]
  if (typeof name !== 'string' || names.length > 1) return undefined
  const property = properties[name]
  return isRecord(property) && property['type'] === 'string' ? name : undefined
}

/** What the background agent and the tools have to say, as one text for the voice. */
function reportFrom(news: readonly ContextItem[]): string {
  const hasMessages = news.some((item) => 'text' in item && item.role !== 'output' && isBackendText(item.text))
  return news
    .map((item) => {
      if (item.role === 'output')
        return POINTS_TO_MESSAGES.test(item.text) && hasMessages ? '' : textFromOutput(item.text)
      const isReport = 'text' in item && isBackendText(item.text)
      return isReport ? withoutBackendMark(item.text) : ''
    })
    .map(toSpokenText)
    .filter((text) => text !== '')
    .join(' ')
}

const outputFields = ['output', 'result', 'text', 'message', 'answer', 'content', 'summary', 'error'] as const

/** A tool's output is text, or JSON of which one field is meant to be read. */
function textFromOutput(output: string): string {
  let value: unknown
  try {
    value = JSON.parse(output)
  } catch {
    return output
  }
  if (typeof value === 'string') return value
  if (!isRecord(value)) return output.startsWith('[') ? '' : output
  const name = outputFields.find((field) => typeof value[field] === 'string')
  const found = name === undefined ? Object.values(value).find((field) => typeof field === 'string') : value[name]
  return typeof found === 'string' ? found : ''
}

/** Words that the client wants said: `Say: …`, or `Say "…"`. */
function ownWords(context: ResponderContext): string | undefined {
  if (!context.hasOwnInstructions) return undefined
  const { instructions } = context
  const quoted = /^\s*(?:please\s+)?(?:say|read|repeat)\b[^"“\n]{0,60}["“]([^"”]+)["”]\s*\.?\s*$/i.exec(instructions)
  const plain = /^\s*(?:please\s+)?say(?: exactly| only| the following)?:\s*(\S[\s\S]*)$/i.exec(instructions)
  return (quoted?.[1] ?? plain?.[1])?.trim()
}

function speak(text: string): ResponderEvent {
  return { type: 'text', delta: text }
}

/** The same sentence twice ("Sorry, I did not catch that.") is said once; texts that follow each other become one. */
function mergeTexts(events: readonly ResponderEvent[]): readonly ResponderEvent[] {
  const merged: ResponderEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (event.type !== 'text' || last?.type !== 'text') merged.push(event)
    else if (!last.delta.endsWith(event.delta)) merged[merged.length - 1] = speak(`${last.delta} ${event.delta}`)
  }
  return merged
}
