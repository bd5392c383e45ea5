import type { Requirement } from '../requirement.js'

/** System 9: local speech. */
export const SPEECH: readonly Requirement[] = [
  {
    id: 'speech-vad-port',
    system: 9,
    source: 'packages/speech, ports',
    behaviour: "Every voice activity detector passes the port's acceptance suite, at any chunk size, streams apart.",
    tests: [
      'speech between silence is found where it is',
      'digital silence is never speech',
      'frames start at zero, follow each other without gap or overlap, and reach the end',
      'the size of chunks changes nothing, and the array of a push may be reused',
      'streams side by side do not hear each other',
    ],
  },
  {
    id: 'speech-vad-dies',
    system: 9,
    source: 'packages/speech, ports',
    behaviour: 'A detector that dies is told to every stream that it carried.',
    tests: ['when the worker cannot live, every open stream hears of it once'],
  },
  {
    id: 'speech-recognizer-port',
    system: 9,
    source: 'packages/speech, ports',
    behaviour: "Every recognizer passes the port's acceptance suite: partials, more streams than decoders, cancelling.",
    tests: [
      'an utterance becomes its text',
      'partials grow towards the text',
      'more streams at once than decoders lose nothing',
      'a cancelled stream rejects its finish with aborted and frees the decoder',
      'someone who pauses keeps nobody waiting, and loses nothing',
    ],
  },
  {
    id: 'speech-synthesizer-port',
    system: 9,
    source: 'packages/speech, ports',
    behaviour: "Every synthesizer passes the port's acceptance suite: by sentence, at the rate asked for, cancellable.",
    tests: [
      'a text is spoken sentence by sentence, and the chunks together have its words',
      'samples come at the rate that was asked for',
      'an aborted signal ends it early and without an error',
    ],
  },
  {
    id: 'speech-real-voices',
    system: 9,
    source: 'README.md, how good',
    behaviour: 'Recognizers understand recordings of real people.',
    tests: ['a short command is understood without error', 'phrases that were announced are understood word by word'],
  },
  {
    id: 'speech-resampling',
    system: 9,
    source: 'packages/speech',
    behaviour: 'Sound is resampled between 8, 16, 24 and 48 kHz, the same whole or in chunks.',
    tests: [
      'a 1 kHz tone at … Hz is the same tone, as long and not shifted, at … Hz',
      'chunks of any size give the same samples as the whole recording',
      'what the new rate cannot carry is removed instead of folded back',
    ],
  },
  {
    id: 'speech-off-the-loop',
    system: 9,
    source: 'packages/speech, ports',
    behaviour: 'A busy engine leaves the event loop to others, and who pauses keeps nobody waiting.',
    tests: [
      'a recognizer that is busy leaves the event loop to others',
      'a synthesizer that is busy leaves the event loop to others',
      'someone who pauses keeps nobody waiting, and loses nothing',
    ],
  },
  {
    id: 'speech-defaults',
    system: 9,
    source: 'README.md, how good',
    behaviour: 'Without options the engines that need nothing are picked, and a folder of models brings better ones.',
    tests: [
      'without options the engines that need nothing are picked',
      'a models folder brings sherpa for what it holds',
      'engines are picked by name',
    ],
  },
  {
    id: 'speech-model-files',
    system: 9,
    source: 'packages/speech',
    behaviour: 'A missing or broken model file is named with where models are found.',
    tests: [
      'a folder without a model names what the nearest kind lacks and where models are',
      'an empty file and a file that is no model are named before anything loads them',
      'a voice that lacks a file says which',
      'a models folder that is not there says so',
    ],
  },
  {
    id: 'speech-ends-by-itself',
    system: 9,
    source: 'packages/speech',
    behaviour: 'A process with idle engines ends by itself.',
    tests: ['a process with open, idle engines ends by itself'],
  },
]
