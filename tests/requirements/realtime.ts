import type { Requirement } from '../requirement.js'

/** System 2: the `realtime` dialect and what both dialects share. */
export const REALTIME: readonly Requirement[] = [
  {
    id: 'realtime-session-conversational',
    system: 2,
    source: 'docs/protocol/realtime.md, session payloads',
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
    source: 'docs/protocol/realtime.md, session payloads',
    behaviour: 'A transcription session holds format and transcription only.',
    tests: [
      'realtime transcription mode: the first frame equals the recorded one byte for byte',
      'holds the input format and transcription, and nothing of a conversation',
    ],
  },
  {
    id: 'realtime-server-events',
    system: 2,
    source: 'GA reference, server events',
    behaviour: 'Every GA server event decodes with its required fields and is refused without one.',
    tests: [
      'all types of the reference are known, and one that other servers send',
      '…: its shortest and its fullest form decode with nothing lost',
      '…: without … it is malformed, and the report names the field',
    ],
  },
  {
    id: 'realtime-client-events',
    system: 2,
    source: 'GA reference, client events',
    behaviour: 'Every GA client event encodes and decodes to the same value.',
    tests: [
      'all types of the reference are known',
      'every frame that the dialect makes decodes as one of its client events',
    ],
  },
  {
    id: 'realtime-unknown-events',
    system: 2,
    source: 'docs/protocol/realtime.md, unknown events',
    behaviour: 'An unknown event is kept raw and never throws.',
    tests: ['a type of no list is unknown, under its own name', '…: fields that nobody knows yet are kept'],
  },
  {
    id: 'wire-decoders-never-throw',
    system: 2,
    source: 'docs/protocol/realtime.md, decoding',
    behaviour: 'No string and no buffer makes a decoder throw.',
    tests: [
      'any text',
      'any frame of a known type',
      'a real frame with one value changed',
      'any bytes as WAV',
      'any bytes as a call form',
    ],
  },
  {
    id: 'wire-round-trip',
    system: 2,
    source: 'docs/protocol/realtime.md, decoding',
    behaviour: 'Encoding and decoding again is identity.',
    tests: [
      'decode to what was encoded',
      '…: every frame keeps its text through decodeFrame and encodeFrame',
      'decodes to what was put in, cleaned',
    ],
  },
  {
    id: 'realtime-older-names',
    system: 2,
    source: 'GA reference, beta names',
    behaviour: 'The older names of audio events decode as the new ones.',
    tests: ['… is taken for …'],
  },
  {
    id: 'realtime-recordings',
    system: 2,
    source: 'recorded sessions',
    behaviour: 'Recorded sessions decode without an unknown where the protocol names the event.',
    tests: [
      '…: every frame of a server decodes, but those that the dialect does not know',
      '…: every frame of a server that decodes is an event for the reader',
    ],
  },
  {
    id: 'realtime-items',
    system: 2,
    source: 'GA reference, items',
    behaviour: 'Messages, function calls, their outputs and the other item kinds decode.',
    tests: [
      'the words of a message are its texts and the transcripts of its audio, in order',
      'an item of an unknown kind is an item',
    ],
  },
  {
    id: 'realtime-tools',
    system: 2,
    source: 'docs/protocol/realtime.md, tools',
    behaviour: 'The delegation tool and the tool for silence are offered with closed parameter lists.',
    tests: [
      'realtime: the first frame equals the recorded one but for the descriptions of the tools',
      'no tools are offered where none are wanted',
    ],
  },
  {
    id: 'realtime-delegation-request',
    system: 2,
    source: 'docs/protocol/realtime.md, handoff',
    behaviour: 'The request is the first non-blank known argument, else the whole argument string.',
    tests: [
      '… asks for …',
      'a prompt is found whatever it says',
      'realtime: the request of each recorded call is the one that its envelope shows',
    ],
  },
  {
    id: 'realtime-delegation-trigger',
    system: 2,
    source: 'docs/protocol/realtime.md, handoff',
    behaviour: 'Only a finished function call item starts a handoff, once per call id.',
    tests: ['only conversation.item.done hands over; the other places where a call shows up do not'],
  },
  {
    id: 'wire-envelope',
    system: 2,
    source: 'docs/protocol/realtime.md, envelope',
    behaviour: 'The envelope escapes markup, leaves out an empty transcript and replaces characters that are no text.',
    tests: [
      'equals the text that the recorded agent received, byte for byte',
      'with neither there is no transcript element',
      'control characters and halves of surrogate pairs become U+FFFD, tabs and line breaks stay',
    ],
  },
]
