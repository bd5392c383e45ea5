import type { Requirement } from '../requirement.js'

/** System 2: the `realtime` dialect, conversational and transcription mode. */
export const REALTIME: readonly Requirement[] = [
  {
    id: 'realtime-session-conversational',
    system: 2,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour: 'The conversational session is sent with its defaults in full, and an absent setting is absent.',
    tests: [
      'realtime: the first frame equals the recorded one but for the descriptions of the tools',
      'what is absent is absent from the JSON, never null',
      'the default turn detection stands under what a caller asks of the same kind',
    ],
  },
  {
    id: 'realtime-session-transcription',
    system: 2,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour: 'A transcription session holds format and transcription, and nothing else but what the caller names.',
    tests: [
      'realtime transcription mode: the first frame equals the recorded one byte for byte',
      'holds the input format and transcription, and nothing of a conversation',
      'what the caller asked for by name goes in',
    ],
  },
  {
    id: 'realtime-session-settings',
    system: 2,
    source: 'docs/protocol/realtime.md, the first frame',
    behaviour:
      'Turn detection, transcription, noise reduction, speed, voice and tools of the caller go in; null switches off; `providerData` is merged last.',
    tests: [
      'turn detection of another kind has no default under it',
      'null switches turn detection, transcription and noise reduction off, and is sent as null',
      'speed and voice belong to the output',
      'no tools are offered where none are wanted',
      'providerData is merged last and at any depth',
      'every setting of the protocol is taken and kept',
    ],
  },
  {
    id: 'realtime-voices',
    system: 2,
    source: 'docs/protocol/realtime.md, two dialects',
    behaviour:
      'A voice of the other dialect and a speed out of range are refused before anything opens; `marin` is the default voice.',
    tests: [
      'a voice of the other dialect and a speed out of range are refused before anything opens',
      'providerData is merged last and at any depth',
    ],
  },
  {
    id: 'realtime-server-events',
    system: 2,
    source: 'GA reference, server events',
    behaviour:
      'Every GA server event decodes, keeps what nobody knows yet, and is refused without a field that it cannot do without.',
    tests: [
      'all types of the reference are known, and one that other servers send',
      '…: its shortest and its fullest form decode with nothing lost',
      '…: fields that nobody knows yet are kept',
      '…: without … it is malformed, and the report names the field',
    ],
  },
  {
    id: 'realtime-client-events',
    system: 2,
    source: 'GA reference, client events',
    behaviour: 'Every GA client event decodes to what it was, and what the client makes is one of them.',
    tests: [
      'all types of the reference are known',
      '…: its shortest and its fullest form decode with nothing lost',
      'every frame that the dialect makes decodes as one of its client events',
    ],
  },
  {
    id: 'realtime-reader-events',
    system: 2,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour:
      'Every GA event reaches the reader: those of the table under their own names, all others under the wire name with `_` for `.`.',
    tests: [
      '…: is an event for the reader',
      '… keeps its name, with underscores, and its fields, in camelCase',
      'another GA event keeps its wire name with _ for every . and camelCase fields',
    ],
  },
  {
    id: 'realtime-unknown-events',
    system: 2,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'An unknown event never throws, keeps its name and is skipped.',
    tests: ['a type of no list is unknown, under its own name', '… is no event type'],
  },
  {
    id: 'realtime-item-added-once',
    system: 2,
    source: 'docs/protocol/realtime.md, what a server sends',
    behaviour: '`conversation.item.created` and `conversation.item.added` are one event.',
    tests: ['conversation.item.added is conversation_item_added', 'conversation.item.created is the same event'],
  },
  {
    id: 'realtime-older-names',
    system: 2,
    source: 'docs/protocol/realtime.md, names of the beta',
    behaviour: 'The older names of audio and text events decode as the new ones.',
    tests: [
      '… is taken for …',
      'realtime: … is audio_out: base64 as received, 24 kHz mono unless told, samples on demand',
    ],
  },
  {
    id: 'realtime-audio-out',
    system: 2,
    source: 'docs/protocol/realtime.md, audio',
    behaviour: 'Audio comes as received, 24 kHz mono unless told, its samples when they are asked for.',
    tests: [
      'realtime: … is audio_out: base64 as received, 24 kHz mono unless told, samples on demand',
      'audio decodes to samples when they are asked for, once',
    ],
  },
  {
    id: 'realtime-recordings',
    system: 2,
    source: 'packages/wire/fixtures',
    behaviour:
      'Recorded sessions decode without an unknown, both ways, and every frame of a server is an event for the reader.',
    tests: [
      '…: every frame of a server decodes, but those that the dialect does not know',
      '…: every frame of a server that decodes is an event for the reader',
      '…: every frame of the client decodes',
    ],
  },
  {
    id: 'realtime-items',
    system: 2,
    source: 'GA reference, items',
    behaviour:
      'Messages, calls, their outputs and the other item kinds are taken; an item of a kind that nobody knows is an item.',
    tests: [
      'conversation.item.create: takes …',
      'the words of a message are its texts and the transcripts of its audio, in order',
      'an item of an unknown kind is an item',
    ],
  },
  {
    id: 'realtime-tools',
    system: 2,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'The delegation tool and the tool for silence are offered with closed parameter lists.',
    tests: ['realtime: the first frame equals the recorded one but for the descriptions of the tools'],
  },
  {
    id: 'realtime-delegation-request',
    system: 2,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'The request is the first field that is not blank in the listed order, else the whole argument text.',
    tests: [
      '… asks for …',
      'of several fields the first in order counts, whatever the order in the text',
      'realtime: the request of each recorded call is the one that its envelope shows',
    ],
  },
  {
    id: 'realtime-delegation-trigger',
    system: 2,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour:
      'Only a finished call in `conversation.item.done` hands over, once per call id; one that was cut short asks for nothing.',
    tests: [
      'only conversation.item.done hands over; the other places where a call shows up do not',
      'realtime: a call is a handoff once; seen again it is an ordinary item',
      'a call that was cut short is an item and asks for nothing',
    ],
  },
  {
    id: 'realtime-older-tool',
    system: 2,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour: 'The older tool name counts only where it is configured.',
    tests: [
      'the older tool name is a plain call, and a handoff where it was configured',
      'realtime: the names of delegation tools can be set',
    ],
  },
  {
    id: 'realtime-handoff-answers',
    system: 2,
    source: 'docs/protocol/realtime.md, handing work over',
    behaviour:
      'Progress is a `[BACKEND]` message; the last words answer the call, or are a message where it has its answer.',
    tests: [
      'agent output is a [BACKEND] message of the user',
      'the last words answer the call, or are a message where it has its answer',
    ],
  },
  {
    id: 'realtime-errors',
    system: 2,
    source: 'docs/protocol/realtime.md, errors',
    behaviour:
      'The text and code of an error are found in each of their places, and only fatal codes and types end the session.',
    tests: [
      '… says …, in both dialects',
      '… says nothing and is malformed',
      'code … of type … ends the session',
      'code … of type … is an event like any other',
    ],
  },
]
