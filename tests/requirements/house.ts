import type { Requirement } from '../requirement.js'

/** The house itself: boundaries, preparation of a machine, bench, examples. */
export const HOUSE: readonly Requirement[] = [
  {
    id: 'house-no-cycles',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'Cycles, type imports included, are found.',
    tests: ['a house that keeps every rule passes', 'a cycle of values', 'a cycle of type imports', '… is found'],
  },
  {
    id: 'house-arrows',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour:
      'An arrow that is not in the table of rooms, a room entered by another way than its door, and test code that ships are found.',
    tests: [
      'an arrow that is not in the table',
      'an arrow of types that is not in the table',
      'wire knowing somebody',
      'another room entered by path',
      'the testkit in code that ships',
      'a room without a row',
    ],
  },
  {
    id: 'house-browser-code',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'A Node module, type or global in code for the browser is found.',
    tests: [
      'a type of Node in code for the browser',
      '… in code for the browser',
      'the Node half of the client imported by path',
    ],
  },
  {
    id: 'house-pure-machines',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'A clock, timer, randomness, socket or promise in a machine, or behind its imports, is found.',
    tests: ['… in a machine', 'a Node module in a machine', 'a clock behind two imports of a machine'],
  },
  {
    id: 'house-check-command',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'The check names file, line and rule and ends with 1; for a clean house it says nothing.',
    tests: [
      'the command ends with 1 and names file, line and rule',
      'the command ends with 0 and says nothing for a clean house',
    ],
  },
  {
    id: 'house-dependencies',
    system: 0,
    source: 'CONTRIBUTING.md, rules',
    behaviour: 'A runtime dependency without a reason, and a registry address in the lock file, are named.',
    tests: [
      'a runtime dependency without a reason is named with its package',
      'a registry address in the lock file is named with its package',
    ],
  },
  {
    id: 'house-prepares-itself',
    system: 0,
    source: 'CONTRIBUTING.md, two commands',
    behaviour: 'A command sees whether Node is new enough and what is not installed, or is stale, and says which.',
    tests: [
      'an older Node is named with what is needed',
      'a fresh clone has nothing installed',
      'another version is named',
      'a new workspace is missed',
    ],
  },
  {
    id: 'house-debian-packages',
    system: 0,
    source: 'CONTRIBUTING.md, two commands',
    behaviour:
      'What tests need from Debian is installed with its reason by root, is a command to run for others, and is nothing where it is there; the tests go on in each case.',
    tests: [
      'root gets what is missing, each package named with its reason',
      'who is not root and has no sudo is told the command, and the tests go on',
      'where all are installed nothing is done and nothing said',
      'what cannot be installed is said, and the tests go on',
    ],
  },
  {
    id: 'house-all-tests-run',
    system: 0,
    source: 'CONTRIBUTING.md, two commands',
    behaviour: 'Every test source is run, compiled or named as not compiled; what is left of a deleted one is not.',
    tests: [
      'compiled tests are found from their sources, in two groups',
      'what is left in dist of a deleted test does not run',
      'a test that is not compiled is an error that names it',
    ],
  },
  {
    id: 'house-examples',
    system: 0,
    source: 'README.md, use the library',
    behaviour: 'The examples run against the embedded server and check themselves.',
    tests: ['… runs and checks itself'],
  },
  {
    id: 'bench-counts-losses',
    system: 0,
    source: 'docs/performance.md',
    behaviour: 'The bench sees a lost frame and frames out of order.',
    tests: [
      'bench: a session that was heard like the reference lost nothing',
      'bench: a lost frame shows in the places of the turns behind it',
      'bench: frames out of order show in the sound',
    ],
  },
  {
    id: 'bench-figures',
    system: 0,
    source: 'docs/performance.md',
    behaviour: 'Medians, quantiles and the CPU time of another process are what they are called.',
    tests: [
      'bench: the median is the middle value, whatever the order',
      'bench: a quantile lies between two values in proportion',
      'bench: the CPU time of a process grows with its work',
    ],
  },
]
