import type { Requirement } from '../requirement.js'

/** System 1: the `quicksilver` dialect. */
export const QUICKSILVER: readonly Requirement[] = [
  {
    id: 'quicksilver-session-update',
    system: 1,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour:
      'The first frame configures instructions, 24 kHz PCM input and a voice, and nothing else: no tools, no turn detection, no transcription, no null.',
    tests: [
      'the session holds instructions, the input format and the voice, and nothing that is absent',
      'quicksilver: the first frame equals the recorded one byte for byte',
    ],
  },
  {
    id: 'quicksilver-marker',
    system: 1,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour: 'The socket is opened with the intent in the query and the marker header of the dialect.',
    tests: [
      'the dialect is marked in the query and by a header',
      'client: headers, query and key are on the wire as the rules say',
    ],
  },
  {
    id: 'quicksilver-voices',
    system: 1,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour:
      'A voice that the dialect does not list is refused with its name before any socket opens; each that it lists is taken, and `cove` is the default.',
    tests: [
      'what the dialect cannot do is refused before anything opens',
      'the refusal names the voice and those that there are',
      'client: … is a config error and opens no socket',
      'the session holds instructions, the input format and the voice, and nothing that is absent',
    ],
  },
  {
    id: 'quicksilver-conversational-only',
    system: 1,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour: 'Transcription mode and text output are refused before any socket opens.',
    tests: [
      'what the dialect cannot do is refused before anything opens',
      'transcription mode on quicksilver',
      'text output on quicksilver',
    ],
  },
  {
    id: 'quicksilver-events',
    system: 1,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'Every event of the dialect becomes the event for the reader that the table names.',
    tests: ['… is …: …', 'every type that the dialect knows has its row'],
  },
  {
    id: 'quicksilver-audio-out',
    system: 1,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour:
      'Audio is `delta` or `data` with its sample rate and its channels under either name; without its format it is no event.',
    tests: [
      'quicksilver: audio with … is audio_out',
      'audio decodes to samples when they are asked for',
      'audio without its rate',
      'audio without its channels',
      'quicksilver: audio without its format is no event',
    ],
  },
  {
    id: 'quicksilver-transcripts',
    system: 1,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour:
      'Input and output transcripts of every listed form decode; the text of `turn_marked` is its `transcript`.',
    tests: [
      'conversation.input_transcript.turn_marked is input_transcript_done, its text in transcript',
      'conversation.input_transcript.delta is input_transcript_delta',
      'conversation.output_transcript.delta is output_transcript_delta',
      'response.output_audio_transcript.done is output_transcript_done',
    ],
  },
  {
    id: 'quicksilver-handoff-requested',
    system: 1,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'A handoff decodes only with its handoff id, item id and request, and is delivered once per id.',
    tests: [
      'a handoff without an id',
      'a handoff without an item',
      'a handoff without a request',
      'quicksilver: a handoff is delivered once per id, with the words said before it',
    ],
  },
  {
    id: 'quicksilver-handoff-append',
    system: 1,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'Agent output goes back under its handoff id, the final output behind the final marker.',
    tests: [
      'agent output is appended to its handoff, the last words behind a marker',
      'a server tells last words from others',
      'quicksilver: appendHandoff and finishHandoff are handoff appends, the final one with its marker',
    ],
  },
  {
    id: 'quicksilver-unknown-events',
    system: 1,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'An event of the other dialect, `response.created` too, is skipped and not an error.',
    tests: [
      '…, an event of the other dialect, is skipped',
      'quicksilver: events of the other dialect are unknown, response.created too',
    ],
  },
  {
    id: 'quicksilver-nothing-foreign-sent',
    system: 1,
    source: 'docs/protocol/realtime.md, what a client sends',
    behaviour: 'Responses, function outputs and truncation do not exist here and are not sent.',
    tests: [
      'there are no responses, function outputs and truncation',
      'quicksilver: what the dialect does not have is not sent',
    ],
  },
  {
    id: 'quicksilver-call-url',
    system: 1,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour: 'A call names the intent of the dialect.',
    tests: ['sideband: a quicksilver call names its intent and architecture'],
  },
  {
    id: 'quicksilver-recordings',
    system: 1,
    source: 'packages/wire/fixtures',
    behaviour:
      'Recorded sessions decode without an unknown where the protocol names the event, both ways, and replay gives the recorded envelopes.',
    tests: [
      '…: every frame of a server decodes, but those that the dialect does not know',
      '…: every frame of the client decodes',
      'client: replayed, … gives the recorded envelopes',
    ],
  },
]
