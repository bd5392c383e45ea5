import type fc from 'fast-check'
import { attackConfig } from './attack-config.js'
import { attackFrames, attackHttp, attackMessages } from './attacks.js'
import { appServerInputs } from './cases/app-server-cases.js'
import { frameInputs } from './cases/frame-cases.js'
import { httpInputs } from './cases/http-cases.js'
import { clientEventInputs, serverEventInputs } from './cases/realtime-cases.js'
import {
  acpInputs,
  agentLineInputs,
  callInputs,
  callRequestInputs,
  codexInputs,
  configInputs,
  envelopeInputs,
  journalInputs,
  soundInputs,
  wavInputs,
} from './cases/text-cases.js'
import type { FuzzInput, FuzzTarget, Victim } from './fuzz-target.js'

/** All that is attacked. The servers first: what they leave behind is seen in the memory of what follows. */
export function createFuzzTargets(): readonly FuzzTarget[] {
  return [
    against('door-http', httpInputs(), ({ doorPort, doorToken }, input) => attackHttp(doorPort, doorToken, input)),
    against('door-frames', frameInputs(), ({ doorPort, doorToken }, input) =>
      attackFrames(doorPort, '/app', doorToken, input),
    ),
    against('app-server', appServerInputs(), ({ doorPort, doorToken }, input) =>
      attackMessages({
        url: `ws://127.0.0.1:${doorPort}/app`,
        token: doorToken,
        input,
        probe: '{"id":"probe","method":"conversation/list"}',
        isAnswer: ({ id }) => id === 'probe',
      }),
    ),
    against('server-http', httpInputs(), ({ serverPort, doorToken }, input) =>
      attackHttp(serverPort, doorToken, input),
    ),
    against('server-frames', frameInputs(), ({ serverPort, doorToken }, input) =>
      attackFrames(serverPort, '/v1/realtime', doorToken, input),
    ),
    ...['realtime', 'quicksilver', 'transcription'].map((intent) =>
      against(`server-${intent}`, clientEventInputs(), ({ serverPort, doorToken }, input) =>
        attackMessages({
          url: `ws://127.0.0.1:${serverPort}/v1/realtime?intent=${intent}`,
          token: doorToken,
          input,
          probe: '{"type":"no.such","event_id":"probe"}',
          isAnswer: (message) => JSON.stringify(message).includes('"probe"'),
        }),
      ),
    ),
    against('server-calls', callRequestInputs(), ({ serverPort, doorToken }, input) =>
      attackHttp(serverPort, doorToken, input),
    ),
    inside('call-form', callInputs(), 200),
    inside('wav', wavInputs(), 200),
    inside('sound', soundInputs(), 200),
    inside('envelope', envelopeInputs(), 200),
    inside('server-events', serverEventInputs(), 200),
    inside('journal-file', journalInputs('journal.jsonl'), 20),
    inside('journal-db', journalInputs('journal.db'), 4),
    inside('agent-text', agentLineInputs(), 4),
    inside('agent-lines', agentLineInputs(), 4),
    inside('codex', codexInputs(), 4),
    inside('acp', acpInputs(), 4),
    { name: 'config', inputs: configInputs(), batchSize: 2, way: { type: 'against', attack: attackConfig } },
  ]
}

function inside(name: string, inputs: fc.Arbitrary<FuzzInput>, batchSize: number): FuzzTarget {
  return { name, inputs, batchSize, way: { type: 'inside' } }
}

function against(
  name: string,
  inputs: fc.Arbitrary<FuzzInput>,
  attack: (victim: Victim, input: FuzzInput) => Promise<void>,
): FuzzTarget {
  return { name, inputs, batchSize: 16, way: { type: 'against', attack: (input, victim) => attack(victim, input) } }
}
