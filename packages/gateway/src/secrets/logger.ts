import { isRecord } from '@parley/wire'
import { pino } from 'pino'
import { createRedactor } from './redact.js'
import type { Redactor } from './redact.js'
import type { Secret } from './secret.js'

export type LogFields = Readonly<Record<string, unknown>>
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * Structured log: an event has a fixed name (`door.refused`) and fields. Nothing that varies belongs into the name.
 * An error goes into the field `error`.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export interface LoggerOptions {
  /** What is less important is not written. `silent` writes nothing. */
  readonly level: LogLevel | 'silent'
  /** Gets each line, with its newline. Default: standard error, since standard output may carry a protocol. */
  readonly destination?: { write(line: string): void }
  /** Secrets of any form that are taken out wherever they stand. */
  readonly secrets?: readonly Secret[]
}

/**
 * A log of JSON lines that holds no secret by construction: all that is written goes through a redactor, which takes
 * out values by the name of their field and by their form, and cuts what is long, deep or wide.
 */
export function createLogger({ level, destination, secrets }: LoggerOptions): Logger {
  const redactor = createRedactor(secrets)
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'event',
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const lines = pino(settings, destination ?? pino.destination({ fd: 2, sync: true }))
  const write =
    (at: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (lines.isLevelEnabled(at)) lines[at](redactFields(redactor, fields), redactor.text(event))
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** Writes nothing. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function redactFields(redactor: Redactor, fields: LogFields): object {
  const shown = redactor.value(fields)
  const record: LogFields = isRecord(shown) ? shown : {}
  // The line's own fields stay what they are.
  const { level: _level, time: _time, event: _event, ...rest } = record
  return rest
}
