import type { Requirement } from '../requirement.js'

/** Systems 3 and 4: the client, call creation and sideband join. */
export const CLIENT: readonly Requirement[] = [
  {
    id: 'client-error-event',
    system: 3,
    source: 'docs/protocol/realtime.md, faults',
    behaviour: 'An error event is an event; only fatal codes end the session.',
    tests: ['code … of type … ends the session', 'code … of type … is an event like any other'],
  },
]
