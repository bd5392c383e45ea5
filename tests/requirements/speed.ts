import type { Requirement } from '../requirement.js'

/** The short way of frequent frames, which must not be another way. */
export const SPEED: readonly Requirement[] = [
  {
    id: 'speed-bytes-agree',
    system: 3,
    source: 'docs/decisions/0024-fast-path.md, What holds it to the truth',
    behaviour:
      'An event read from the bytes of a frame is the one that the parser and the schemas give, on every input.',
    tests: [
      'wire: audio and words are read from the bytes of every plain frame',
      'wire: what is read from bytes is what the parser and the schemas give, whatever the frame',
      'wire: a plain frame with any bytes changed, cut out or put in is read alike both ways',
      'wire: every single byte in every place of a frame is read alike both ways',
      'wire: recorded traffic is read alike both ways',
      'wire: bytes that are no Buffer are left to the parser',
    ],
  },
  {
    id: 'speed-samples-apart',
    system: 3,
    source: 'docs/decisions/0024-fast-path.md, Samples share memory',
    behaviour: 'Pieces of audio share blocks of memory and never each other\u2019s samples.',
    tests: [
      'wire: long audio and many pieces in a row keep their samples apart',
      'wire: audio that is posted to another thread is copied, because its memory is shared',
    ],
  },
  {
    id: 'speed-appends',
    system: 3,
    source: 'docs/decisions/0024-fast-path.md, Appends',
    behaviour: 'An append from bytes is, letter for letter, what JSON would give, and arrives whole and in order.',
    tests: [
      'wire: an append written from its template is the one that JSON would give',
      'client: appends of bytes sent in one go arrive whole, in order and unmixed',
    ],
  },
  {
    id: 'speed-watched-alike',
    system: 3,
    source: 'docs/decisions/0024-fast-path.md, Who watches goes the long way',
    behaviour: 'A listener of raw frames sees every frame, and changes nothing of the events.',
    tests: ['client: the same events come whether a listener wants to see the frames or not'],
  },
]
