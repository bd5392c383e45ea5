import type { Requirement } from './requirement.js'
import { QUICKSILVER } from './requirements/quicksilver.js'
import { REALTIME } from './requirements/realtime.js'
import { CLIENT } from './requirements/client.js'
import { RECORDING } from './requirements/recording.js'
import { SERVER } from './requirements/server.js'
import { TASKS } from './requirements/tasks.js'

/** What Parley promises, row by row. A row without an existing test fails `requirements.test.ts`. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...QUICKSILVER,
  ...REALTIME,
  ...CLIENT,
  ...SERVER,
  ...TASKS,
  ...RECORDING,
]
