import type { Requirement } from './requirement.js'
import { HOUSE } from './requirements/house.js'
import { QUICKSILVER } from './requirements/quicksilver.js'
import { REALTIME } from './requirements/realtime.js'
import { WIRE } from './requirements/wire.js'
import { CONNECTING } from './requirements/connecting.js'
import { CONNECTION } from './requirements/connection.js'
import { SPEED } from './requirements/speed.js'
import { TRANSCRIPT } from './requirements/transcript.js'
import { HANDOFF } from './requirements/handoff.js'
import { SERVER } from './requirements/server.js'
import { ANSWERS } from './requirements/answers.js'
import { SPEECH } from './requirements/speech.js'
import { APPROVAL_POLICY } from './requirements/approval-policy.js'
import { AGENTS } from './requirements/agents.js'
import { RECORDING } from './requirements/recording.js'
import { TASKS } from './requirements/tasks.js'
import { LASTING } from './requirements/lasting.js'
import { INTERRUPTIONS } from './requirements/interruptions.js'
import { WEBRTC } from './requirements/webrtc.js'
import { COMMAND } from './requirements/command.js'
import { APP_SERVER } from './requirements/app-server.js'
import { CONFIGURATION } from './requirements/configuration.js'
import { CODEX_AGENT } from './requirements/codex-agent.js'
import { SPOKEN_CODEX } from './requirements/spoken-codex.js'
import { ACP_AGENT } from './requirements/acp-agent.js'
import { AGENT_PROCESSES } from './requirements/agent-processes.js'
import { JOURNAL } from './requirements/journal.js'
import { FRONT_DOOR } from './requirements/front-door.js'
import { GATEWAY } from './requirements/gateway.js'
import { FAULTS } from './requirements/faults.js'
import { PAGE } from './requirements/page.js'
import { CHAOS } from './requirements/chaos.js'

/** What Parley promises, row by row. A row without an existing test fails `requirements.test.ts`. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...HOUSE,
  ...QUICKSILVER,
  ...REALTIME,
  ...WIRE,
  ...CONNECTING,
  ...CONNECTION,
  ...SPEED,
  ...TRANSCRIPT,
  ...HANDOFF,
  ...SERVER,
  ...ANSWERS,
  ...SPEECH,
  ...AGENTS,
  ...AGENT_PROCESSES,
  ...ACP_AGENT,
  ...CODEX_AGENT,
  ...SPOKEN_CODEX,
  ...COMMAND,
  ...CONFIGURATION,
  ...TASKS,
  ...INTERRUPTIONS,
  ...APPROVAL_POLICY,
  ...RECORDING,
  ...LASTING,
  ...WEBRTC,
  ...APP_SERVER,
  ...JOURNAL,
  ...FRONT_DOOR,
  ...GATEWAY,
  ...FAULTS,
  ...PAGE,
  ...CHAOS,
]
