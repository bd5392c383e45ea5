import { backgroundAgentTool, isRecord } from '@parley/wire'
import type { WireFrame } from '@parley/wire'

export const typesOf = (frames: readonly WireFrame[]): readonly string[] => frames.map(({ type }) => type)

/** What stands at a path inside JSON: `field(event, 'response', 'output', 0, 'id')`. */
export const field = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (Array.isArray(inner) ? inner[Number(key)] : isRecord(inner) ? inner[key] : undefined),
    value,
  )

/** The same where the value has to be text. */
export function textField(value: unknown, ...path: readonly (string | number)[]): string {
  const found = field(value, ...path)
  if (typeof found !== 'string')
    throw new Error(`no text at ${path.join('.')}: ${JSON.stringify(value)?.slice(0, 300)}`)
  return found
}

/** An update of the session's settings. */
export const update = (session: Readonly<Record<string, unknown>>): WireFrame => ({
  type: 'session.update',
  session: { type: 'realtime', ...session },
})

/** Captions and the delegation tool: what a voice client usually asks for. */
export const withTools: WireFrame = update({
  audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } },
  tools: [backgroundAgentTool],
})

export const manualMode: WireFrame = update({ audio: { input: { turn_detection: null } } })
export const textOnly: WireFrame = update({ output_modalities: ['text'] })

/** A message of the user. */
export const typed = (text: string, id?: string): WireFrame => ({
  type: 'conversation.item.create',
  item: {
    ...(id === undefined ? {} : { id }),
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text }],
  },
})
