import { readdirSync, readFileSync } from 'node:fs'
import { decodeJsonObject, isRecord } from '../json-object.js'
import type { DialectName } from '../session-config.js'
import type { TranscriptTurn } from '../realtime-event.js'

const fixtures = new URL('../../fixtures/', import.meta.url)

/** One text frame of a recorded connection, as the text that was on the wire. */
export interface RecordedFrame {
  readonly scenario: string
  readonly dialect: DialectName
  readonly direction: 'client->server' | 'server->client'
  readonly text: string
}

/** Every text frame of the recordings, in order. */
export function listRecordedFrames(): readonly RecordedFrame[] {
  return listScenarios().flatMap((scenario) => readLines(`recordings/${scenario}.jsonl`).flatMap(frameOf(scenario)))
}

/** Recorded HTTP requests and answers of call creations. */
export function listRecordedRequests(): readonly Readonly<Record<string, unknown>>[] {
  return listScenarios().flatMap((scenario) =>
    readLines(`recordings/${scenario}.jsonl`)
      .filter((line) => line['kind'] === 'http')
      .map((line) => line['payload'])
      .filter(isRecord),
  )
}

/** A handoff as it was recorded, and the text that the agent received for it. */
export interface RecordedDelegation {
  readonly scenario: string
  readonly input: string
  /** The request included, as the last line. */
  readonly activeTranscript: readonly TranscriptTurn[]
  readonly envelope: string
}

export function decodeRecordedDelegations(): readonly RecordedDelegation[] {
  return readLines('delegations.jsonl').map((line) => line as unknown as RecordedDelegation)
}

function listScenarios(): readonly string[] {
  return readdirSync(new URL('recordings/', fixtures))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
}

function readLines(path: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(new URL(path, fixtures), 'utf8')
  return text.split('\n').map(decodeJsonObject).filter(isRecord)
}

function frameOf(scenario: string): (line: Readonly<Record<string, unknown>>) => readonly RecordedFrame[] {
  return (line) => {
    const message = isRecord(line['payload']) ? line['payload']['message'] : undefined
    const direction = line['dir'] === 'client->server' ? 'client->server' : 'server->client'
    if (line['kind'] !== 'ws' || !isRecord(message)) return []
    const text = typeof message['raw'] === 'string' ? message['raw'] : JSON.stringify(message)
    return [{ scenario, dialect: dialectOf(scenario), direction, text }]
  }
}

/** The client takes quicksilver for every WebRTC call, whatever its configuration says. */
function dialectOf(scenario: string): DialectName {
  return /^(realtime-v1|webrtc-)/.test(scenario) ? 'quicksilver' : 'realtime'
}
