import { isRecord } from '@parley/wire'

/** Under this name a request for a response says which one it is; servers that repeat metadata say it back. */
const REQUEST = 'parley_request'

export function toRequestMetadata(eventId: string): Readonly<Record<string, string>> {
  return { [REQUEST]: eventId }
}

/** Our request that a response answers; `undefined` where the server has begun by itself, or does not repeat metadata. */
export function requestOf(metadata: unknown): string | undefined {
  const name = isRecord(metadata) ? metadata[REQUEST] : undefined
  return typeof name === 'string' ? name : undefined
}
