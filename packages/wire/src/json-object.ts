export type JsonObject = Readonly<Record<string, unknown>>

/** Deeper than any frame of either protocol; what is nested further could exhaust the stack of whoever walks it. */
const MAX_DEPTH = 100

/** True for a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text → JSON object, or `undefined` when it is no JSON, is something else, or is nested deeper than 100 levels. */
export function decodeJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && isWithinDepth(value, MAX_DEPTH) ? value : undefined
  } catch {
    return undefined
  }
}

function isWithinDepth(value: object, depth: number): boolean {
  if (depth === 0) return false
  const fields: readonly unknown[] = Object.values(value)
  for (const field of fields) {
    if (typeof field === 'object' && field !== null && !isWithinDepth(field, depth - 1)) return false
  }
  return true
}
