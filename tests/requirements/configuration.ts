import type { Requirement } from '../requirement.js'

/** Systems 10 and 11: agents by name, the configuration and its commands. */
export const CONFIGURATION: readonly Requirement[] = [
  {
    id: 'config-precedence',
    system: 11,
    source: 'docs/configuration.md, where settings come from',
    behaviour: 'Option before environment before project file before user file before default, setting by setting.',
    tests: [
      'configuration: an option comes before the environment, the project, the user and the default',
      'configuration: of several layers the topmost that says something counts, per setting',
      'configuration: an agent and a budget are never put together from two files',
    ],
  },
  {
    id: 'config-search',
    system: 11,
    source: 'docs/configuration.md, where settings come from',
    behaviour: 'The nearest file counts, alone; the search ends with the git root, the home folder or the root.',
    tests: [
      'configuration: the nearest file from the working directory upward counts, alone',
      'configuration: the search ends with the root of a git work tree and with the home folder',
      'configuration: two files in one folder are refused',
      'configuration: a file that is named is the one, and is trusted by being named',
    ],
  },
  {
    id: 'config-errors',
    system: 11,
    source: 'docs/configuration.md, keys',
    behaviour: 'Unknown keys and wrong values are refused by name, all at once; broken JSON by line and column.',
    tests: [
      'configuration: an unknown key is refused with its whole path and the nearest known one',
      'configuration: a wrong type is told with its path, what belongs there and what was found',
      'configuration: everything that is wrong with a file is in one error that names the file',
      'configuration: JSON that is none is told with its line and its column',
      'parley config: a file that cannot be used is told, with exit code 2',
    ],
  },
  {
    id: 'config-environment',
    system: 11,
    source: 'docs/configuration.md, environment variables',
    behaviour: 'Variables set what the table says; an empty one is not set, a wrong one is refused by its name.',
    tests: ['configuration: an empty variable is not set, and a wrong one is refused by its name'],
  },
  {
    id: 'config-secrets',
    system: 11,
    source: 'docs/configuration.md, keys and secrets',
    behaviour: 'A key in a file is refused and never shown; nothing secret is printed.',
    tests: [
      'configuration: a key in a file is refused, never shown, and the way for keys is told',
      'configuration: nothing secret is shown, wherever it stands',
      'parley config: it prints every setting with its source, and no secret',
    ],
  },
  {
    id: 'config-trust',
    system: 11,
    source: 'docs/configuration.md, files that came with a folder',
    behaviour: 'An untrusted file of a project runs nothing, sends nothing elsewhere and weakens no rule.',
    tests: [
      'configuration: the file of a cloned project runs nothing, sends nothing elsewhere and weakens no rule',
      'configuration: a program is not run before somebody has trusted it, and then exactly as it was',
      'configuration: a trusted file decides everything, until it changes',
      'configuration: a stricter rule of an untrusted project counts, measured by the rules of the user',
      'configuration: a trust store that nobody can read trusts nothing',
      'parley config trust: what was left out counts from then on, until the file changes',
    ],
  },
  {
    id: 'config-shown',
    system: 11,
    source: 'parley config --help',
    behaviour: '`parley config` prints the effective configuration with the source of each setting.',
    tests: ['parley config: it prints every setting with its source, and no secret'],
  },
  {
    id: 'agents-by-name',
    system: 10,
    source: 'docs/decisions/0020-configuration.md, decision',
    behaviour: 'Agents are named by kind, by specification or by the configuration; what is none of these is refused.',
    tests: [
      'registry: a spec is a configured name, a kind, or a kind with what to run',
      'registry: an unknown agent is refused with the nearest name, the known kinds and the configured names',
      'registry: a configured agent runs with its environment and its folder',
    ],
  },
  {
    id: 'agents-configured',
    system: 10,
    source: 'docs/configuration.md, keys',
    behaviour: '`parley say` gives the work to the agent that is configured, which sees only what it is passed.',
    tests: [
      'parley say: the configured agent does the work, with the environment that it is given',
      'registry: a program sees of our environment what it is passed by name, and what is set for it comes first',
    ],
  },
  {
    id: 'agents-not-installed',
    system: 10,
    source: 'parley agents --help',
    behaviour: 'A known agent that is not installed is refused, with the command that installs it.',
    tests: ['registry: an agent whose program is not there is refused, and how to install it is told'],
  },
  {
    id: 'agents-listed',
    system: 11,
    source: 'parley agents --help',
    behaviour: '`parley agents` lists what is found, what is missing and what each can do, in 80 columns or as JSON.',
    tests: [
      'agents: every kind and every configured agent is listed, with what is there and what it can do',
      'agents: the table fits 80 columns, and what is missing has its advice below',
      'parley agents: it lists kinds and configured agents, for people and for programs',
    ],
  },
  {
    id: 'agents-tried',
    system: 11,
    source: 'parley agents --help',
    behaviour: '`parley agents test` gives an agent a request without a voice and asks for approvals at the terminal.',
    tests: [
      'parley agents test: one request without a voice, its end as the exit code',
      'agents test: what the agent asks permission for is asked at the keyboard',
      'agents test: where nobody sits at the keyboard, what needs an answer is denied',
    ],
  },
  {
    id: 'approvals-at-the-keyboard',
    system: 11,
    source: 'parley say --help',
    behaviour: 'In a terminal an approval can be typed: what will happen is shown, and only a whole word decides.',
    tests: [
      'approvals at the keyboard: what will happen is shown, and y or n decides',
      'approvals at the keyboard: only a whole word counts, and an empty line decides nothing',
      'approvals at the keyboard: a question that was answered elsewhere goes away, and the next one comes',
      'approvals at the keyboard: an agent cannot draw a question of its own',
      'questions at the keyboard: a secret is not shown while it is typed, and shown things are shown again after it',
    ],
  },
]
