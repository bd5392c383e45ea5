import type { Requirement } from '../requirement.js'

/** System 11: the `parley` command. */
export const COMMAND: readonly Requirement[] = [
  {
    id: 'cli-help',
    system: 11,
    source: 'parley --help',
    behaviour: 'Help shows every command with its options and examples, and names what is wrong with a command line.',
    tests: [
      'shows every command, and for each its options and examples',
      'names an unknown command and lists the known ones',
      'names an unknown option and where the help is',
      'refuses numbers outside their range and words outside their choice, by name and value',
    ],
  },
  {
    id: 'cli-serve',
    system: 11,
    source: 'parley serve --help',
    behaviour: '`parley serve` tells in its first line where it listens and ends cleanly on SIGTERM and SIGINT.',
    tests: ['tells in its first line where it listens, and ends cleanly on … with a client connected'],
  },
  {
    id: 'cli-say',
    system: 11,
    source: 'parley say --help',
    behaviour:
      '`parley say` speaks a file through a whole turn, over both dialects, waits for the end and writes the reply.',
    tests: [
      'goes from speech to spoken result between two processes over …',
      'ends well once the task has finished, its result was spoken and a short quiet has passed',
      'does not end while the file is still being spoken',
      'gives the task its time limit and says so when it passes',
    ],
  },
  {
    id: 'cli-json',
    system: 11,
    source: 'docs/protocol/command-output.md',
    behaviour: 'With `--json` stdout holds one JSON object per line and nothing else; the last one says how it ended.',
    tests: [
      'runs the demo with everything inside one process and prints only JSON when asked',
      'goes from speech to spoken result between two processes over …',
      'tells the truth about a task that failed',
    ],
  },
  {
    id: 'cli-any-wav',
    system: 11,
    source: 'parley say --help',
    behaviour: 'Any WAV of 8 to 48 kHz, mono or stereo, integer or float, can be spoken.',
    tests: ['may have any rate from 8 to 48 kHz, mono or stereo, and is heard at 24 kHz mono', 'reads …'],
  },
  {
    id: 'cli-bad-file',
    system: 11,
    source: 'parley --help',
    behaviour: 'Something that is no WAV gets a clear error and exit code 2.',
    tests: [
      'refuses a file that is no WAV with exit code 2 and says what it is',
      'is refused with its name and the reason where it is missing or no WAV',
    ],
  },
  {
    id: 'cli-exit-codes',
    system: 11,
    source: 'parley --help',
    behaviour: 'Exit codes mean something: 1 for a failed task, 3 for a server that cannot be reached.',
    tests: ['tells the truth about a task that failed', 'says that a server cannot be reached, with exit code 3'],
  },
  {
    id: 'cli-transcribe',
    system: 11,
    source: 'parley transcribe --help',
    behaviour: '`parley transcribe` writes down a file.',
    tests: ['transcribes a file', 'ends when every utterance has its text and nothing more came for a while'],
  },
  {
    id: 'cli-doctor',
    system: 11,
    source: 'parley doctor --help',
    behaviour: '`parley doctor` says what is installed, what is missing and what to do.',
    tests: [
      'finds by doctor that everything needed is here',
      'the report names every engine, and what to do where one is missing',
    ],
  },
  {
    id: 'cli-demo',
    system: 11,
    source: 'README.md, two commands',
    behaviour: '`parley demo` does the main job in one process and writes a reply that can be heard.',
    tests: ['runs the demo with everything inside one process and prints only JSON when asked'],
  },
]
