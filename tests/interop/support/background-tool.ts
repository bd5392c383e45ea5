import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime'

/** The tool that the embedded server delegates to. */
export const backgroundAgent: RealtimeFunctionTool = {
  type: 'function',
  name: 'background_agent',
  description: 'Gives work to an agent in the background.',
  parameters: {
    type: 'object',
    properties: { prompt: { type: 'string', description: 'What the user wants.' } },
    required: ['prompt'],
    additionalProperties: false,
  },
}

/** About a minute of speech: an answer that somebody can interrupt. */
export const LONG_ANSWER = Array.from(
  { length: 24 },
  (_, index) => `Part number ${index + 1} of this rather long report is about nothing in particular.`,
).join(' ')
