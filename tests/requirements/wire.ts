import type { Requirement } from '../requirement.js'

/** Systems 1 and 2: what both dialects share. */
export const WIRE: readonly Requirement[] = [
  {
    id: 'wire-decoders-never-throw',
    system: 2,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'No string and no buffer makes a decoder throw.',
    tests: [
      'any text',
      'any frame of a known type',
      'a real frame with one value changed',
      'a real frame with a piece of its text cut out',
      'any value for an item or a session',
      'values nested 100,000 deep that some other parser let pass',
      'any bytes as WAV',
      'any bytes as a call form',
    ],
  },
  {
    id: 'wire-round-trip',
    system: 2,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'Encoding and decoding again is identity.',
    tests: [
      'decode to what was encoded',
      'decodes to what was encoded',
      '…: every frame keeps its text through decodeFrame and encodeFrame',
      'decodes to what was put in, cleaned',
      'decodes to what was encoded, also when the content holds the boundary',
    ],
  },
  {
    id: 'wire-frames',
    system: 2,
    source: 'docs/protocol/realtime.md, connecting',
    behaviour: 'What is no JSON object with a string `type`, or nests deeper than 100 levels, is no frame.',
    tests: ['… is no frame', '100 levels of nesting are taken, 101 are not, and 100,000 harm nobody'],
  },
  {
    id: 'wire-envelope',
    system: 2,
    source: 'docs/protocol/realtime.md, the delegation envelope',
    behaviour:
      'The envelope holds request and transcript with the request last, escapes markup, leaves an empty transcript out and replaces what is no text.',
    tests: [
      'equals the text that the recorded agent received, byte for byte',
      'holds the request and what was said, the request last',
      'with no request the transcript takes its place',
      'with neither there is no transcript element',
      'control characters and halves of surrogate pairs become U+FFFD, tabs and line breaks stay',
      'has each of its tags once, whatever was said',
    ],
  },
  {
    id: 'wire-call-form',
    system: 2,
    source: 'docs/protocol/realtime.md, calls over WebRTC',
    behaviour:
      'The call form is multipart with offer and session as recorded; servers read the other forms too, and the call id is found in every recorded location.',
    tests: [
      'is multipart with the offer and the session, every line ended by CR LF',
      'our form has the recorded head and the recorded length',
      'a server takes …',
      'the call id is found in every recorded location',
    ],
  },
  {
    id: 'wire-pcm16',
    system: 2,
    source: 'docs/protocol/realtime.md, audio',
    behaviour: 'PCM16 is little-endian and converts to base64 and float and back without loss.',
    tests: ['is little-endian', 'comes back from float as it was', '480 samples at 24 kHz are 20 ms'],
  },
  {
    id: 'wire-base64',
    system: 2,
    source: 'docs/protocol/realtime.md, audio',
    behaviour: 'base64 is the standard alphabet, with or without padding, the same in every engine.',
    tests: [
      'is the standard alphabet with padding',
      'padding may be missing',
      'any text is decoded or refused, as in Node',
    ],
  },
  {
    id: 'wire-wav',
    system: 2,
    source: 'RIFF WAVE',
    behaviour:
      'WAV of 8 to 64 bits, integer and float, any channels, is read; what is no WAV is refused with a reason.',
    tests: [
      'reads …',
      'reads µ-law and A-law',
      'keeps channels interleaved and counts samples per channel',
      '… is refused, with the reason',
    ],
  },
  {
    id: 'wire-framer',
    system: 2,
    source: 'docs/protocol/realtime.md, audio',
    behaviour: 'The framer cuts sound into frames of exactly 20 ms, in order, and loses nothing.',
    tests: ['gives frames of exactly 20 ms, in order, and nothing is lost', 'begins anew after a flush'],
  },
  {
    id: 'wire-g711',
    system: 2,
    source: 'ITU-T G.711',
    behaviour: 'µ-law and A-law convert both ways as the standard says.',
    tests: [
      'every sample comes back within half a quantisation step',
      'the ends and the middle of the scale are those of the standard',
    ],
  },
  {
    id: 'wire-errors',
    system: 2,
    source: 'packages/wire, ParleyError',
    behaviour: 'An error carries a code, its cause and what a peer said.',
    tests: ['carries its code, its cause and what a peer said'],
  },
  {
    id: 'wire-tree-shakes',
    system: 2,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'What a page does not use of wire is not in its bundle.',
    tests: ['all of it stays within its budget', 'what is not used is not in it'],
  },
]
