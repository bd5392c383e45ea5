import type { Requirement } from '../requirement.js'

/** What goes wrong on one machine, and who attacks from it: docs/faults.md has each fault, docs/security.md each threat. */
export const FAULTS: readonly Requirement[] = [
  {
    id: 'faults-page',
    system: 0,
    source: 'docs/faults.md, faults',
    behaviour: 'Every fault of one machine has its expected behaviour and the tests that show it, and these exist.',
    tests: ['faults page: every fault of one machine is on it, names tests, and each of them exists'],
  },
  {
    id: 'faults-fuzz',
    system: 0,
    source: 'docs/faults.md, the fuzz run',
    behaviour:
      'Bounded in time, from a seed, hostile input at every door finds no crash, no hang and no growing memory; what does wrong is found with its input.',
    tests: [
      'fuzz: ten seconds of hostile input at every door find no crash, no hang and no growing memory',
      'fuzz: a planted fault is found with its input: …',
    ],
  },
  {
    id: 'faults-half-open',
    system: 8,
    source: 'docs/faults.md, f4',
    behaviour: 'A line that is open and dead is noticed within three pings, and nobody else notices anything.',
    tests: [
      'faults: behind a cable that was pulled the gateway drops the client within three pings, and others notice nothing',
    ],
  },
  {
    id: 'faults-clock',
    system: 8,
    source: 'docs/faults.md, f16',
    behaviour: 'A clock that jumps an hour ends nothing and loses no order.',
    tests: [
      'faults: the wall clock jumps an hour …: no session, task, lease or ticket ends by it, and numbers go on rising',
    ],
  },
  {
    id: 'faults-slow-requests',
    system: 9,
    source: 'docs/faults.md, f19',
    behaviour:
      'Slow and idle connections of the embedded server are cut off within seconds, and their number is limited.',
    tests: [
      'embedded server: whoever sends headers or a body drop by drop is cut off, and others are served meanwhile',
      'embedded server: connections above the limit are cut off, and the sessions that run notice nothing',
    ],
  },
  {
    id: 'faults-storm',
    system: 8,
    source: 'docs/faults.md, f23',
    behaviour: 'A hundred pages that come back at once have their conversations within three seconds.',
    tests: [
      'faults: after kill -9 a hundred pages come back at once, and each has its conversation again within three seconds',
    ],
  },
  {
    id: 'faults-old-journals',
    system: 8,
    source: 'docs/faults.md, f24',
    behaviour: 'The journals of every release are read, and what was open in them ends once.',
    tests: [
      'faults: journals that release … has written are read, record for record',
      'faults: what was open when release … was replaced ends once and truthfully, and its result still waits to be told',
    ],
  },
  {
    id: 'security-browser',
    system: 8,
    source: 'docs/security.md, a page points its own name',
    behaviour: 'In a real browser neither a rebound name nor a page of another origin gets anything but a refusal.',
    tests: [
      'security: a page whose name was pointed at the front door gets 421 and no socket, even with the token',
      'security: a page whose name was pointed at the embedded server gets 421 and no session',
      'security: a page of another origin reads nothing, changes nothing and opens no socket: …',
    ],
  },
  {
    id: 'security-page-policy',
    system: 8,
    source: 'docs/security.md, foreign script',
    behaviour: 'Even a page that takes words for HTML runs none of them and sends nothing elsewhere.',
    tests: [
      'security: no script in words runs and nothing is fetched from elsewhere, however the page shows them',
      'security: what runs in the page by mistake can neither make code of text nor send anything elsewhere',
    ],
  },
  {
    id: 'security-spoken-attacks',
    system: 6,
    source: 'docs/security.md, speech, or what an agent has read',
    behaviour:
      'What is said reaches an agent inside of the envelope only; what an agent says starts, grants and ends nothing.',
    tests: [
      'spoken attacks: whatever was said stands inside of the envelope, and nothing outside',
      'spoken attacks: a program gets them on its input only, as the same envelope',
      'spoken attacks: as an agent’s answer they start, grant and end nothing, and reach the model as its result only',
    ],
  },
  {
    id: 'security-names',
    system: 10,
    source: 'docs/security.md, an agent takes more',
    behaviour: 'Names of folders, programs and arguments are names, whatever stands in them.',
    tests: [
      'hostile names: any name at all reaches a program as it is',
      'hostile names: a name with NUL starts nothing, and the run says so',
    ],
  },
]
