import type { Requirement } from './requirement.js'
import { HOUSE } from './requirements/house.js'
import { QUICKSILVER } from './requirements/quicksilver.js'
import { REALTIME } from './requirements/realtime.js'
import { WIRE } from './requirements/wire.js'
import { CONNECTING } from './requirements/connecting.js'
import { CONNECTION } from './requirements/connection.js'
import { TRANSCRIPT } from './requirements/transcript.js'
import { HANDOFF } from './requirements/handoff.js'
import { SERVER } from './requirements/server.js'
import { ANSWERS } from './requirements/answers.js'
import { SPEECH } from './requirements/speech.js'
import { AGENTS } from './requirements/agents.js'
import { RECORDING } from './requirements/recording.js'
import { TASKS } from './requirements/tasks.js'
import { LASTING } from './requirements/lasting.js'
import { INTERRUPTIONS } from './requirements/interruptions.js'
import { WEBRTC } from './requirements/webrtc.js'
import { COMMAND } from './requirements/command.js'

/** What Parley promises, row by row. A row without an existing test fails `requirements.test.ts`. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...HOUSE,
  ...QUICKSILVER,
  ...REALTIME,
  ...WIRE,
  ...CONNECTING,
  ...CONNECTION,
  ...TRANSCRIPT,
  ...HANDOFF,
  ...SERVER,
  ...ANSWERS,
  ...SPEECH,
  ...AGENTS,
  ...COMMAND,
  ...TASKS,
  ...INTERRUPTIONS,
  ...RECORDING,
  ...LASTING,
  ...WEBRTC,
]
