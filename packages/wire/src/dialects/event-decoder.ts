import * as v from 'valibot'
import type { WireFrame } from '../frame.js'

/** What checking one frame gave. `param` is a dot path into the frame. */
export type Decoded<Event> =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'malformed'; readonly type: string; readonly param: string; readonly problem: string }

type Schemas = Readonly<Record<string, v.GenericSchema>>

export interface EventDecoder<Event> {
  readonly types: ReadonlySet<string>
  /** Never throws, whatever the frame holds. */
  decode(frame: WireFrame): Decoded<Event>
}

/**
 * A decoder for the events whose schemas are given by their type. `aliases` maps another name for an event to the
 * one that stands in `schemas`; the decoded event carries the latter.
 */
export function createEventDecoder<const S extends Schemas>(
  schemas: S,
  aliases: ReadonlyMap<string, keyof S & string> = new Map(),
): EventDecoder<v.InferOutput<S[keyof S]>> {
  const byType = new Map<string, v.GenericSchema>(Object.entries(schemas))
  function decode(frame: WireFrame): Decoded<v.InferOutput<S[keyof S]>> {
    const type = aliases.get(frame.type) ?? frame.type
    const schema = byType.get(type)
    if (schema === undefined) return { kind: 'unknown', type: frame.type }
    const result = v.safeParse(schema, type === frame.type ? frame : { ...frame, type })
    if (result.success) return { kind: 'event', event: result.output as v.InferOutput<S[keyof S]> }
    const issue = result.issues[0]
    return { kind: 'malformed', type: frame.type, param: v.getDotPath(issue) ?? 'type', problem: issue.message }
  }
  return { types: new Set(byType.keys()), decode }
}
