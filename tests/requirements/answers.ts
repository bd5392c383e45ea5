import type { Requirement } from '../requirement.js'

/** System 9: what the embedded server answers, and to whom. */
export const ANSWERS: readonly Requirement[] = [
  {
    id: 'server-responses',
    system: 9,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour:
      'Responses in audio or text come in the order of the real server and run one at a time, with the real error code for a second.',
    tests: [
      'embedded server: a written answer comes as text deltas and leaves the synthesizer alone',
      'embedded server: a function output is spoken when a response is asked for, with words before their sound',
      'embedded server: a second response.create during a response is refused with the real code and message',
      'embedded server: every event of a session is one that the GA protocol knows',
    ],
  },
  {
    id: 'server-audio-pace',
    system: 9,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'Sound goes out in deltas of at most 100 ms, whole, in order, and faster than it can be heard.',
    tests: [
      'embedded server: sound goes out in deltas of at most 100 ms, and together they are all of it',
      'embedded server: sound does not wait for the clock, so it comes faster than it can be heard',
      'embedded server: deltas of one answer come in order and whole',
    ],
  },
  {
    id: 'server-interrupt',
    system: 9,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'Speech and cancel end a response with the right status and reason, and nothing of it comes afterwards.',
    tests: [
      'embedded server: response.cancel ends the response as client_cancelled, and nothing of it comes afterwards',
      'embedded server: speech of the user cuts the answer off as turn_detected',
      'embedded server: with interrupt_response off the answer goes on, and the turn is answered after it',
    ],
  },
  {
    id: 'server-out-of-band',
    system: 9,
    source: 'GA reference, response.create',
    behaviour: 'An out-of-band response leaves the conversation as it is.',
    tests: [
      'embedded server: a response out of band runs beside the conversation and leaves it as it is',
      'interop: openai asks for an answer beside the conversation and gets its metadata back',
    ],
  },
  {
    id: 'server-tools',
    system: 9,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour:
      'Tool calls and function outputs go through a response; settings of one response take the place of the session’s.',
    tests: [
      'embedded server: a function output is spoken when a response is asked for, with words before their sound',
      "embedded server: instructions, tools and tool_choice of one response take the place of the session's",
    ],
  },
  {
    id: 'server-usage',
    system: 9,
    source: 'GA reference, response.done',
    behaviour: '`response.done` carries status, reasons and usage that adds up, and rate limits follow.',
    tests: [
      'embedded server: usage counts text and sound by the documented rates and adds up',
      'embedded server: an answer that has used up max_output_tokens is incomplete',
      'embedded server: a synthesizer that breaks fails its response, and the session goes on',
      "interop: openai over its … socket hears, calls the tool with the user's words and speaks the output",
    ],
  },
  {
    id: 'server-delegating-responder',
    system: 9,
    source: 'docs/protocol/handoff.md',
    behaviour:
      "By default every user turn, spoken or typed, becomes a call of the delegation tool with the user's own words.",
    tests: [
      "embedded server: every turn becomes a call of background_agent with the user's own words",
      'embedded server: the only function tool with one required string is the delegation tool where none is named so',
      'embedded server: a typed line waits for response.create, one marked [USER] does not',
      'interop: agents-realtime has its only tool called, whatever the name of the tool and its argument',
    ],
  },
  {
    id: 'server-nobody-to-ask',
    system: 9,
    source: 'docs/protocol/handoff.md',
    behaviour: 'Without a delegation tool it says plainly that it has nobody to ask.',
    tests: [
      'embedded server: without a tool for requests it says plainly that it has nobody to ask',
      'embedded server: without a delegation tool, or with tool_choice none, it has nobody to ask',
    ],
  },
  {
    id: 'server-speaks-results',
    system: 9,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'Outputs and `[BACKEND]` messages are spoken when a response is asked for, and only then.',
    tests: [
      'embedded server: [BACKEND] messages are spoken together when a response is asked for, and only then',
      'embedded server: outputs and [BACKEND] messages are spoken joined, before new requests are handed over',
    ],
  },
  {
    id: 'server-remains-silent',
    system: 9,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: '`remain_silent` is called where the text asks for silence.',
    tests: [
      'embedded server: remain_silent is called where the user asks for quiet',
      'embedded server: where the text asks for silence remain_silent is called, or nothing is said',
    ],
  },
  {
    id: 'server-responder-port',
    system: 9,
    source: 'packages/server, Responder',
    behaviour:
      "Every responder passes the port's acceptance suite: offered tools only, apart from others, ended by its signal.",
    tests: [
      'responder: a turn of the user gets an answer, and calls are of tools that are offered, in JSON',
      'responder: with tool choice none, and without tools, nothing is called',
      'responder: answers side by side do not disturb each other',
      'responder: an answer that does not come ends without an error once its signal aborts',
    ],
  },
  {
    id: 'server-chat-responder',
    system: 9,
    source: 'parley serve --help',
    behaviour:
      'A responder may be any OpenAI-compatible chat endpoint, streaming, with tools; its failures are told apart.',
    tests: [
      'embedded server: a chat endpoint gets the conversation and its tools, and streams text and calls back',
      'embedded server: a chat answer is spoken sentence by sentence while it still comes',
      'embedded server: an endpoint that is not there, breaks off or takes too long is told apart',
    ],
  },
  {
    id: 'server-quicksilver',
    system: 9,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour: 'Both dialects are served.',
    tests: [
      'embedded server: on quicksilver a spoken turn is written down and handed over',
      'embedded server: on quicksilver the words of a handoff are spoken, the final marker is not',
      'goes from speech to spoken result between two processes over …',
    ],
  },
  {
    id: 'server-codex-clients',
    system: 9,
    source: 'docs/protocol/realtime.md, what Parley does differently',
    behaviour:
      'Clients of the Codex kind are served as they are: no recoverable errors, every response answered, `speech_started` so that they truncate.',
    tests: [
      'embedded server: for Codex a handoff goes round: transcript, call, [BACKEND] messages, output, speech',
      'embedded server: for Codex no recoverable fault becomes an error event',
      'embedded server: for Codex every response.create is answered, several during a response by one',
      'embedded server: for Codex speech_started names no item, so that it truncates',
    ],
  },
  {
    id: 'server-stock-openai',
    system: 9,
    source: 'openai package',
    behaviour: 'The stock `openai` realtime client talks to it unchanged: speech, tools, interruption, items, errors.',
    tests: [
      "interop: openai over its … socket hears, calls the tool with the user's words and speaks the output",
      'interop: openai is interrupted by speech while the answer is made, and the new words become the next call',
      'interop: openai creates, orders, retrieves, truncates and deletes items',
      'interop: openai over its … socket is let in with the right key and refused with a wrong one',
    ],
  },
  {
    id: 'server-stock-agents',
    system: 9,
    source: '@openai/agents-realtime package',
    behaviour:
      'A stock agents session talks to it unchanged: speech in, transcript, tool call, tool output, speech out, interruption.',
    tests: [
      'interop: agents-realtime goes from speech over transcript, tool call and output to speech',
      'interop: agents-realtime is interrupted by speech, cuts what was not heard, and hears the new request',
    ],
  },
  {
    id: 'server-codex-program',
    system: 9,
    source: 'Codex 0.169.0',
    behaviour:
      'The real Codex program talks to it unchanged over both dialects: a request, guidance, interruption, transcription.',
    tests: [
      'interop: codex over … is asked by voice, runs a command, and its result is spoken',
      'interop: codex over … takes a second request while it works as guidance, and the result is spoken once',
      'interop: codex over v2 is interrupted by speech: it is told, cuts the answer, and gets the new request',
      'interop: codex writes down speech in transcription mode and starts no work',
    ],
  },
]
