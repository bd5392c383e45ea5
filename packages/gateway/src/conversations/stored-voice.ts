import type { JournalRecord, VoiceRecord } from '@parley/conversation'
import type { DialectName, VoiceRequest } from '@parley/wire'

/** What a conversation was last spoken with, so that another process goes on with the same voice in the same folder. */
export interface StoredVoice {
  readonly dialect: DialectName
  readonly workingDirectory: string | undefined
  /** Names its version. */
  readonly request: VoiceRequest
}

const versions = { quicksilver: 'v1', realtime: 'v2' } as const satisfies Record<DialectName, string>

/** `undefined` = nobody has spoken, or the records are older than this one. */
export function readStoredVoice(records: readonly JournalRecord[]): StoredVoice | undefined {
  const record = records.findLast((each) => each.kind === 'voice')
  if (record === undefined) return undefined
  const { dialect, workingDirectory, outputModality, model, voice, prompt } = record
  return {
    ...{ dialect, workingDirectory },
    request: { version: versions[dialect], outputModality, model, voice, prompt },
  }
}

/** A request as it is meant in this conversation: without one, the last again; without a version, that of its dialect. */
export function toMeantRequest(asked: VoiceRequest | undefined, stored: StoredVoice | undefined): VoiceRequest {
  if (asked === undefined) return stored?.request ?? {}
  return { ...asked, version: asked.version ?? (stored === undefined ? undefined : versions[stored.dialect]) }
}

/** `undefined` = that is what stands in the journal already. */
export function toVoiceRecord(
  next: StoredVoice,
  stored: StoredVoice | undefined,
  recordId: string,
  atMs: number,
): VoiceRecord | undefined {
  const fact = toFact(next)
  if (stored !== undefined && JSON.stringify(toFact(stored)) === JSON.stringify(fact)) return undefined
  return { kind: 'voice', version: 1, recordId, atMs, ...fact }
}

function toFact({ dialect, workingDirectory, request }: StoredVoice) {
  const { outputModality, model, voice, prompt } = request
  return {
    dialect,
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(outputModality == null ? {} : { outputModality }),
    ...(model == null ? {} : { model }),
    ...(voice == null ? {} : { voice }),
    ...(prompt == null ? {} : { prompt }),
  }
}
