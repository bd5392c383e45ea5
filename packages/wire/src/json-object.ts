export type JsonObject = Readonly<Record<string, unknown>>

/** True for a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text → JSON object, or `undefined` when it is no JSON, is nested too deep for the engine, or is something else. */
export function decodeJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
