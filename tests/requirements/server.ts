import type { Requirement } from '../requirement.js'

/** System 9: the embedded server, its session, input and turns. */
export const SERVER: readonly Requirement[] = [
  {
    id: 'server-handshake',
    system: 9,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour:
      "A WebSocket at /v1/realtime is accepted with a bearer token or the browsers' sub-protocols; a wrong key and an unknown address are refused.",
    tests: [
      'embedded server: a missing or wrong key gets 401 before the upgrade; a right one is let in by header or sub-protocol',
      'embedded server: of the sub-protocols that browsers offer, realtime is taken',
      'embedded server: unknown addresses get 404 in the shape of the real API, over HTTP and as an upgrade',
    ],
  },
  {
    id: 'server-not-open-to-pages',
    system: 9,
    source: 'SECURITY.md',
    behaviour:
      'Pages of other origins and foreign host names are kept out; an address that others can reach needs keys.',
    tests: [
      'embedded server: pages of other origins and foreign host names are kept out, those of this machine are not',
      'embedded server: an address that others can reach needs keys',
    ],
  },
  {
    id: 'server-logs-nothing-private',
    system: 9,
    source: 'SECURITY.md',
    behaviour: 'What is logged holds no key and no words.',
    tests: ['embedded server: what is logged holds no key and no words'],
  },
  {
    id: 'server-session-defaults',
    system: 9,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour: 'A session starts with the real defaults.',
    tests: ['embedded server: session.created comes first and shows every default of the real server'],
  },
  {
    id: 'server-session-update',
    system: 9,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour:
      'An update is merged deeply; a setting of another type replaces, empty and null clear; a wrong one changes nothing.',
    tests: [
      'embedded server: session.update is merged deeply and answered with the whole session',
      'embedded server: a turn detection or format of another type leaves nothing of the old one behind',
      'embedded server: an empty string clears instructions, an empty list tools, null turn detection',
      'embedded server: a wrong session.update changes nothing and says which parameter is wrong',
      'embedded server: the voice cannot be changed after it was heard',
    ],
  },
  {
    id: 'server-input-buffer',
    system: 9,
    source: 'docs/protocol/realtime.md, what a client sends',
    behaviour: 'Append, commit and clear work, and an empty commit is refused with the real code.',
    tests: [
      'embedded server: committing less than 100 ms of audio is refused with input_audio_buffer_commit_empty',
      'embedded server: a cleared buffer is forgotten, also in the middle of a turn',
      'embedded server: in manual mode nothing happens until the client commits and asks',
    ],
  },
  {
    id: 'server-append-limit',
    system: 9,
    source: 'docs/protocol/realtime.md, limits',
    behaviour: 'An append above 15 MiB, or that is no sound, is refused and the session goes on.',
    tests: [
      'embedded server: audio that is no base64, has half a sample or is above 15 MiB is refused and the session goes on',
    ],
  },
  {
    id: 'server-vad',
    system: 9,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: 'Speech start, stop and commit come in order with real millisecond positions.',
    tests: [
      'embedded server: a spoken turn becomes a transcript, then a call of the delegation tool, in the order of the real server',
      'embedded server: audio positions are real milliseconds and run on over the whole session',
      'embedded server: a turn begins prefix_padding_ms before its speech and ends silence_duration_ms after it',
      'embedded server: turns never overlap and positions never run backwards, whatever the detector says',
    ],
  },
  {
    id: 'server-semantic-vad',
    system: 9,
    source: 'docs/protocol/realtime.md, limits',
    behaviour: '`semantic_vad` is accepted and waits, where the words sound unfinished, for the cap of its eagerness.',
    tests: [
      'embedded server: semantic_vad waits for its cap when the words sound unfinished',
      'embedded server: the eagerness of semantic_vad says how long an unfinished sentence is waited for',
      'interop: agents-realtime with its own settings (semantic turn detection) hears the end of a turn',
    ],
  },
  {
    id: 'server-manual-mode',
    system: 9,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour: 'Without turn detection the client commits and asks.',
    tests: [
      'embedded server: in manual mode nothing happens until the client commits and asks',
      'interop: openai without turn detection commits the buffer and asks for the answer by itself',
    ],
  },
  {
    id: 'server-transcription',
    system: 9,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour:
      'Transcription comes as deltas that give the final text, and completes with usage; a failure is told and answered.',
    tests: [
      'embedded server: the item of a turn holds the audio from the prefix padding to the end of the silence',
      'embedded server: caption deltas and the last one together are the final text, unless the recognizer changed its mind',
      "interop: openai over its … socket hears, calls the tool with the user's words and speaks the output",
      'embedded server: a recognizer that hangs fails its transcription in time and the turn is answered',
    ],
  },
  {
    id: 'server-transcription-session',
    system: 9,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour: 'A transcription session writes down and never answers.',
    tests: [
      'embedded server: a transcription session writes down and never answers',
      'embedded server: the first session.update may make the session a transcription session',
      'interop: openai writes down speech in a transcription session opened with …',
    ],
  },
  {
    id: 'server-items',
    system: 9,
    source: 'docs/protocol/realtime.md, what a client sends',
    behaviour:
      'Items are created in the place they name, acknowledged, retrieved, truncated within their length and deleted.',
    tests: [
      'embedded server: items take the place that previous_item_id names, and root is the first',
      'embedded server: items are acknowledged at once, retrieved and deleted',
      'embedded server: truncation shortens the sound and removes the transcript, within the real length only',
      'embedded server: what cannot be done with an item is refused in the words of the real server',
    ],
  },
  {
    id: 'server-errors',
    system: 9,
    source: 'docs/protocol/realtime.md, errors',
    behaviour: 'An error event names the client event that caused it, and the session goes on.',
    tests: [
      'embedded server: what is no event is refused by its own words, and the session goes on',
      'interop: openai gets its mistakes back as error events, each with its event id, and goes on',
    ],
  },
  {
    id: 'server-expiry',
    system: 9,
    source: 'docs/protocol/realtime.md, limits',
    behaviour: 'A session expires at its limit, an hour unless configured, with the real error and close code.',
    tests: [
      'embedded server: a session ends with session_expired and 1001 when its time is up',
      'interop: openai is told that its session expires, then the connection closes with 1001',
    ],
  },
  {
    id: 'server-hostile-input',
    system: 9,
    source: 'ARCHITECTURE.md, machines and drivers',
    behaviour: 'No input makes a session throw, and a fault in one session leaves the others alone.',
    tests: [
      'embedded server: no input makes a session of either dialect throw, and one input has one outcome',
      'embedded server: a fault in one session closes that one with 1011 and reports it',
      'embedded server: a client that cuts its connection in the middle of everything leaves the others alone',
    ],
  },
  {
    id: 'server-many-sessions',
    system: 9,
    source: 'docs/performance.md',
    behaviour: 'Many sessions at once lose no frame and mix up none; a slow client is waited for within bounds.',
    tests: [
      'embedded server: twenty sessions at once lose no frame and mix up none',
      'embedded server: sound waits for a slow client instead of piling up',
      'embedded server: a client that asks without reading is dropped at the limit, not fed for ever',
    ],
  },
  {
    id: 'server-close',
    system: 9,
    source: 'parley serve --help',
    behaviour: 'Closing says 1001 to every client.',
    tests: ['embedded server: close says 1001 to every client and may be called twice'],
  },
]
