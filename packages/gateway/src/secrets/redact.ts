import { kindOfField } from './field-names.js'
import { createTextRedactor } from './redact-text.js'
import type { TextRedactor } from './redact-text.js'
import { CONCEALED, Secret } from './secret.js'

const MAX_DEPTH = 8
const MAX_ENTRIES = 64
const MAX_NODES = 1024

export interface Redactor {
  readonly text: TextRedactor
  /** Anything → JSON-safe data without secrets, bounded in depth and breadth. Never throws, calls no `toJSON`. */
  readonly value: (value: unknown) => unknown
}

interface Walk {
  readonly text: TextRedactor
  readonly path: readonly object[]
  readonly budget: { nodes: number }
}

/** Takes secrets out by the name of their field and by their form; `known` are taken out wherever they stand. */
export function createRedactor(known: readonly Secret[] = []): Redactor {
  const text = createTextRedactor(known.map((secret) => secret.reveal()))
  return { text, value: (value) => redactValue(value, { text, path: [], budget: { nodes: MAX_NODES } }) }
}

function redactValue(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return walk.text(value)
    case 'number':
    case 'boolean':
    case 'undefined':
      return value
    case 'bigint':
      return value.toString()
    case 'symbol':
    case 'function':
      return `[${typeof value}]`
    case 'object':
      return value === null ? null : redactObject(value, walk)
  }
}

function redactObject(value: object, walk: Walk): unknown {
  if (value instanceof Secret) return CONCEALED
  if (walk.path.includes(value)) return '[circular]'
  if (walk.path.length >= MAX_DEPTH || walk.budget.nodes <= 0) return '[left out]'
  walk.budget.nodes -= 1
  const inner = { ...walk, path: [...walk.path, value] }
  try {
    return redactKnownObject(value, inner)
  } catch {
    return '[unreadable]'
  }
}

function redactKnownObject(value: object, walk: Walk): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString()
  if (value instanceof URL) return walk.text(value.href)
  if (value instanceof URLSearchParams) return redactEntries([...value.entries()], walk)
  if (value instanceof Error) return redactError(value, walk)
  if (value instanceof Map) return redactEntries([...value.entries()], walk)
  if (value instanceof Set) return redactItems([...value], walk)
  if (Array.isArray(value)) return redactItems(value, walk)
  return redactEntries(readableEntries(value), walk)
}

function redactItems(items: readonly unknown[], walk: Walk): readonly unknown[] {
  // A pair of name and value, as headers and the entries of a form are often written.
  const [name, second] = items
  if (items.length === 2 && typeof name === 'string' && kindOfField(name) !== 'plain') {
    return [walk.text(name), redactField(name, second, walk)]
  }
  const shown = items.slice(0, MAX_ENTRIES).map((item) => redactValue(item, walk))
  return items.length > MAX_ENTRIES ? [...shown, `[${items.length - MAX_ENTRIES} more]`] : shown
}

function redactError(error: Error, walk: Walk): unknown {
  const { name, message, stack, cause } = error
  const own = readableEntries(error).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key))
  return {
    ...redactEntries(own, walk),
    name: walk.text(String(name)),
    message: walk.text(String(message)),
    ...(typeof stack === 'string' ? { stack: walk.text(stack) } : {}),
    ...(cause === undefined ? {} : { cause: redactValue(cause, walk) }),
    ...(error instanceof AggregateError ? { errors: redactValue(error.errors, walk) } : {}),
  }
}

function redactEntries(entries: readonly (readonly [unknown, unknown])[], walk: Walk): Record<string, unknown> {
  const shown = entries.slice(0, MAX_ENTRIES).map(([key, item]) => {
    const name = typeof key === 'string' ? key : String(redactValue(key, walk))
    return [walk.text(name), redactField(name, item, walk)] as const
  })
  const more = entries.length - MAX_ENTRIES
  return Object.fromEntries(more > 0 ? [...shown, ['…', `[${more} more]`]] : shown)
}

function redactField(name: string, value: unknown, walk: Walk): unknown {
  if (value == null || typeof value === 'boolean') return value
  switch (kindOfField(name)) {
    case 'secret':
      return CONCEALED
    case 'private':
      return typeof value === 'string' ? `[private: ${value.length} characters]` : '[private]'
    case 'plain':
      return redactValue(value, walk)
  }
}

/** Own enumerable fields; a getter that throws spoils its own field only. */
function readableEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.keys(value)
    .slice(0, MAX_ENTRIES + 1)
    .map((key) => {
      try {
        const field: unknown = Reflect.get(value, key)
        return [key, field] as const
      } catch {
        return [key, '[unreadable]'] as const
      }
    })
}
