import type * as v from 'valibot'

/** One method, as data: what it takes and what it answers. Members that it does not name are ignored. */
export interface MethodSchema {
  readonly params: v.GenericSchema
  readonly result: v.GenericSchema
}
