import { isRecord } from './json-object.js'
import type { JsonObject } from './json-object.js'

/**
 * `patch` over `base`: objects are merged field by field, everything else (arrays, `null`, scalars) replaces.
 * Neither argument is changed. `__proto__` is an ordinary key here and never reaches a prototype.
 */
export function mergeJson(base: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, unknown>(Object.entries(base))
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue
    const before = merged.get(key)
    merged.set(key, isRecord(before) && isRecord(value) ? mergeJson(before, value) : value)
  }
  return Object.fromEntries(merged)
}

/** Top-level camelCase keys become snake_case; values stay. `{ silenceDurationMs: 300 }` → `{ silence_duration_ms: 300 }`. */
export function toSnakeCaseKeys(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [toSnakeCase(key), value]))
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `audio_end_ms` → `audioEndMs`. */
export function toCamelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}
