import * as v from 'valibot'
import { isRecord } from './json-object.js'

/** A JSON object of any fields. (`v.record` alone takes arrays too.) Keys that could reach a prototype are left out. */
export const JsonObjectSchema = v.pipe(v.custom(isRecord, 'is no JSON object'), v.record(v.string(), v.unknown()))
