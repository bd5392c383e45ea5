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

/** Walks what `JSON.parse` made: without lists of keys or values, because most frames of a call come by here. */
function isWithinDepth(value: object, depth: number): boolean {
  if (depth === 0) return false
  if (isRecord(value)) {
    for (const name in value) if (!isFieldWithinDepth(value[name], depth)) return false
    return true
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return items.every((item) => isFieldWithinDepth(item, depth))
}

function isFieldWithinDepth(field: unknown, depth: number): boolean {
  return typeof field !== 'object' || field === null || isWithinDepth(field, depth - 1)
}
