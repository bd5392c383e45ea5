import * as v from 'valibot'

/** A function that the voice model may call, as it stands in `session.tools`. */
export const FunctionToolSchema = v.looseObject({
  type: v.literal('function'),
  name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/, 'letters, digits, _ and -, at most 64')),
  description: v.nullish(v.string()),
  /** JSON Schema of the arguments. */
  parameters: v.nullish(v.unknown()),
})
export type FunctionTool = v.InferOutput<typeof FunctionToolSchema>

/** Name of the tool whose call is a handoff. */
export const DELEGATION_TOOL = 'background_agent'
/** Older name of the same tool; accepted as an alias where configured. */
export const LEGACY_DELEGATION_TOOL = 'codex'
/** Name of the tool by which the model chooses to say nothing. */
export const SILENCE_TOOL = 'remain_silent'

export const backgroundAgentTool = {
  type: 'function',
  name: DELEGATION_TOOL,
  description:
    'Give a request to the background agent, which can read files, run programs and change things for the user. ' +
    'Call it once per request, with everything the agent has to know. It answers later; say that the work has ' +
    'begun, never that it is done.',
  parameters: {
    type: 'object',
    properties: {
      prompt: { type: 'string', description: "The user's request in full, in the user's own words where possible." },
    },
    required: ['prompt'],
    additionalProperties: false,
  },
} as const satisfies FunctionTool

export const remainSilentTool = {
  type: 'function',
  name: SILENCE_TOOL,
  description: 'Say nothing now. Use it when the user speaks to somebody else, thinks aloud or asked for quiet.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
} as const satisfies FunctionTool
