import type { Requirement } from '../requirement.js'

/** System 8: the gateway's front door. docs/security.md has the threats; here stands what a user is promised. */
export const FRONT_DOOR: readonly Requirement[] = [
  {
    id: 'front-door-loopback',
    system: 8,
    source: 'docs/security.md, another machine reaches',
    behaviour:
      'It listens on this machine only; another address refuses to start without a token, and says what to do.',
    tests: [
      'front door: by default it listens on 127.0.0.1 and ::1 and on no other address of the machine',
      'front door: an address that others can reach is refused without a token, without TLS and without a name, each with the next step',
    ],
  },
  {
    id: 'front-door-names',
    system: 8,
    source: 'docs/security.md, a page points its own name',
    behaviour: 'Every request and every upgrade names the door by one of its own names, or gets 421.',
    tests: [
      'front door: the Host header must be a name of ours with its port, before any route, also for the page',
      'front door: whatever the Host header says, only an exact name of ours is let on',
      'front door: a socket of a foreign name, a foreign page, without anything or with the wrong thing is refused before it opens',
    ],
  },
  {
    id: 'front-door-origins',
    system: 8,
    source: 'docs/security.md, a page sends requests here',
    behaviour: 'Pages of other origins can neither send nor open anything; there is no CORS header and no cookie.',
    tests: [
      'front door: pages of other origins are refused, whatever they look like, and so is null',
      'front door: no combination of headers lets a page of another origin, or of none, open a socket or change anything',
      'front door: no answer lets another origin in or sets a cookie, and each forbids guessing its type',
    ],
  },
  {
    id: 'front-door-tickets',
    system: 8,
    source: 'docs/security.md, someone guesses',
    behaviour:
      'A page changes the token for a ticket that opens one socket, once, within thirty seconds, and never stands in an address.',
    tests: [
      'front door: a page changes the token for a ticket and opens its socket with it',
      'front door: a ticket that was used is refused the second time, and the log says so',
      'front door: a ticket that is thirty seconds old opens nothing, and no wall clock is asked',
      'front door: a ticket counts for the page that asked for it, and only as a sub-protocol',
      'tickets: in every order of events none is accepted twice, late, elsewhere or unasked, and none grows the store',
    ],
  },
  {
    id: 'front-door-token',
    system: 8,
    source: 'docs/security.md, someone guesses',
    behaviour: 'The token is random, given out once, kept as a hash, and its file is for its owner only.',
    tests: [
      'front door: a token of 256 bits is made for each start and given out once',
      'front door: the token file is for its owner only, replaces what stood there, and goes with the door',
      'front door: only the token opens what needs it, in an Authorization header and nowhere else',
    ],
  },
  {
    id: 'front-door-limits',
    system: 8,
    source: 'docs/security.md, limits',
    behaviour: 'Every limit stands on the page with its default, and holds.',
    tests: [
      'front door: the page on security names every limit with its default, and no other',
      'front door: a body of 64 KiB is taken, one more byte is 413, declared or not',
      'front door: headers above 8 KiB are 431, in one line or in many',
      'front door: whoever sends headers or a body drop by drop is cut off, and others are served meanwhile',
      'front door: connections above the limit are cut off at once, and room that comes free is used again',
      'front door: control messages above the rate close the socket with 1008, audio does not count towards them',
      'front door: audio above the rate closes the socket with 1008, whether binary or as text',
      'front door: upgrades above the rate are 429 with whatever token, until time has passed; foreign pages use up none of it',
    ],
  },
  {
    id: 'front-door-slow-clients',
    system: 8,
    source: 'docs/security.md, a client does not read',
    behaviour: 'A client that does not read, or is gone, is dropped with a reason, and the others notice nothing.',
    tests: [
      'front door: a client that does not read is closed with 1013 when a megabyte waits, and then cut off',
      'front door: a slow client that reads again in time learns why it was closed',
      'front door: a client without a sign of life is dropped after two pings, one that answers stays',
    ],
  },
  {
    id: 'front-door-page-policy',
    system: 8,
    source: 'docs/security.md, foreign script',
    behaviour: 'The page comes with a policy that takes nothing from elsewhere and nothing inline.',
    tests: [
      'front door: the page comes with a policy that takes nothing from elsewhere, nothing inline and no frame around it',
      'front door: no path leads out of the page folder, to hidden files, to folders or to kinds it does not know',
    ],
  },
  {
    id: 'front-door-secrets',
    system: 8,
    source: 'docs/security.md, secrets in logs',
    behaviour: 'No secret reaches a log line, whatever it stood in.',
    tests: [
      'secrets: a secret shows itself in no way of printing a value',
      'secrets: canaries planted in every field, message, cause and address never reach a log line',
      'front door: neither token, ticket, query nor header stands in the log of a talkative run',
    ],
  },
  {
    id: 'security-page',
    system: 0,
    source: 'docs/security.md, threats',
    behaviour: 'Every threat names the tests that prove its defence, and these exist.',
    tests: ['security page: every threat names tests, and each of them exists'],
  },
]
