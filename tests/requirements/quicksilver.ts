import type { Requirement } from '../requirement.js'

/** System 1: the `quicksilver` dialect. */
export const QUICKSILVER: readonly Requirement[] = [
  {
    id: 'quicksilver-session-update',
    system: 1,
    source: 'docs/protocol/realtime.md, session payloads',
    behaviour:
      'The first frame configures instructions, 24 kHz PCM input and a voice, and nothing else: no tools, no turn detection, no transcription, no null.',
    tests: [
      'the session holds instructions, the input format and the voice, and nothing that is absent',
      'quicksilver: the first frame equals the recorded one byte for byte',
    ],
  },
  {
    id: 'quicksilver-voices',
    system: 1,
    source: 'docs/protocol/realtime.md, voices',
    behaviour: 'A voice that the dialect does not list is refused with its name before any socket opens.',
    tests: [
      'what the dialect cannot do is refused before anything opens',
      'the refusal names the voice and those that there are',
    ],
  },
  {
    id: 'quicksilver-audio-out',
    system: 1,
    source: 'docs/protocol/realtime.md, quicksilver events',
    behaviour: 'Audio output needs a sample rate and a channel count, under any of the names that servers use.',
    tests: ['audio decodes to samples when they are asked for', '… is malformed'],
  },
  {
    id: 'quicksilver-transcripts',
    system: 1,
    source: 'docs/protocol/realtime.md, quicksilver events',
    behaviour: 'Input and output transcript events of every listed form decode, `turn_marked` included.',
    tests: ['every type that the dialect knows has its row', '… is …: …'],
  },
  {
    id: 'quicksilver-handoff-requested',
    system: 1,
    source: 'docs/protocol/realtime.md, quicksilver events',
    behaviour: 'A handoff request decodes only with its handoff id, item id and input transcript.',
    tests: ['… is malformed', 'every type that the dialect knows has its row'],
  },
  {
    id: 'quicksilver-handoff-append',
    system: 1,
    source: 'docs/protocol/realtime.md, handoff',
    behaviour: 'Agent output goes back under its handoff id, and the final output carries the final marker.',
    tests: [
      'agent output is appended to its handoff, the last words behind a marker',
      'a server tells last words from others',
    ],
  },
  {
    id: 'quicksilver-unknown-events',
    system: 1,
    source: 'docs/protocol/realtime.md, quicksilver events',
    behaviour: 'An event of the other dialect is unknown, kept raw and not an error.',
    tests: ['…, an event of the other dialect, is skipped', 'there are no responses, function outputs and truncation'],
  },
  {
    id: 'quicksilver-marker-header',
    system: 1,
    source: 'docs/protocol/realtime.md, session',
    behaviour: 'The socket is opened with the intent in the query and the marker header of the dialect.',
    tests: ['the dialect is marked in the query and by a header'],
  },
  {
    id: 'quicksilver-recordings',
    system: 1,
    source: 'recorded sessions',
    behaviour: 'Recorded sessions decode without an unknown where the protocol names the event.',
    tests: [
      '…: every frame of a server decodes, but those that the dialect does not know',
      '…: every frame of the client decodes',
    ],
  },
]
