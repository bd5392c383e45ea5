import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { DialectName, JsonObject } from '@parley/wire'

/** The wire package's recordings of a real client; its README says what was cut from them. */
export const recordingsFolder = join(
  dirname(createRequire(import.meta.url).resolve('@parley/wire')),
  '..',
  'fixtures',
  'recordings',
)

/** One text frame of a recorded connection, as the text that was on the wire. */
export interface RecordedFrame {
  readonly direction: 'client->server' | 'server->client'
  readonly text: string
}

/** A handoff as it was recorded, and the text that the agent received for it. */
export interface RecordedHandoff {
  readonly scenario: string
  readonly input: string
  readonly envelope: string
}

/** Names of all recorded scenarios, in alphabetical order. */
export function listScenarios(): readonly string[] {
  const names = readdirSync(recordingsFolder).filter((name) => name.endsWith('.jsonl'))
  return names.map((name) => name.slice(0, -'.jsonl'.length)).sort()
}

/** The recorded client speaks quicksilver in every WebRTC call, whatever its configuration says. */
export function dialectOfScenario(scenario: string): DialectName {
  return /^(realtime-v1|webrtc-)/.test(scenario) ? 'quicksilver' : 'realtime'
}

/** Every text frame of a scenario, both ways, in order. */
export function readRecordedFrames(scenario: string): readonly RecordedFrame[] {
  return readLines(join(recordingsFolder, `${scenario}.jsonl`)).flatMap((line) => {
    const message = isRecord(line['payload']) ? line['payload']['message'] : undefined
    if (line['kind'] !== 'ws' || !isRecord(message)) return []
    const direction = line['dir'] === 'client->server' ? 'client->server' : 'server->client'
    const text = typeof message['raw'] === 'string' ? message['raw'] : JSON.stringify(message)
    return [{ direction, text }]
  })
}

/** Handoffs of all scenarios with the envelopes that they led to. */
export function listRecordedHandoffs(): readonly RecordedHandoff[] {
  return readLines(join(recordingsFolder, '..', 'delegations.jsonl')).map((line) => ({
    scenario: textOf(line['scenario']),
    input: textOf(line['input']),
    envelope: textOf(line['envelope']),
  }))
}

function readLines(path: string): readonly JsonObject[] {
  return readFileSync(path, 'utf8').split('\n').map(decodeJsonObject).filter(isRecord)
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a recorded handoff is incomplete')
  return value
}
