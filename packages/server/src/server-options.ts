import type { SpeechEngines } from '@parley/speech'
import { ParleyError } from '@parley/wire'
import { systemClock } from './clock.js'
import type { ServerClock } from './clock.js'
import { createDelegatingResponder } from './responder/delegating-responder.js'
import type { ResponderFactory } from './responder/responder.js'

/** One line of what the server does. Never holds a key, audio or what was said. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: 'listening' | 'session-opened' | 'session-closed' | 'refused' | 'fault'
  readonly sessionId?: string
  readonly text: string
  readonly cause?: unknown
}

export interface ServerOptions {
  /** Default 127.0.0.1. Any other than a loopback address needs `apiKeys`. */
  readonly host?: string
  /** Default 8765; 0 takes a free port. */
  readonly port?: number
  /** Owned by the caller: closing the server leaves them open. */
  readonly speech: SpeechEngines
  /** Default: the delegating responder. */
  readonly responder?: ResponderFactory
  /** Keys that are accepted. Absent or empty: any key and no key. */
  readonly apiKeys?: readonly string[]
  /** Name of the model where the client asks for none. Default `parley`. */
  readonly model?: string
  /** Default one hour, like the real server. */
  readonly maxSessionMs?: number
  /** Default 512; further ones are refused with 503. */
  readonly maxConnections?: number
  /** Origins of pages that may connect, besides those of this machine (`https://app.example`). */
  readonly allowedOrigins?: readonly string[]
  /** Treat every client as Codex; by default only those that say so in their headers. */
  readonly codexCompatible?: boolean
  /** After the end of an utterance; then its transcription has failed. Default 30 s. */
  readonly recognitionTimeoutMs?: number
  /** A response without progress for so long has failed. Default 60 s. */
  readonly responseTimeoutMs?: number
  /** Bytes that may wait for a slow client before it is dropped. Default 16 MiB. */
  readonly maxBufferedBytes?: number
  /** A connection without any sign of life for twice this long is dropped. Default 20 s. */
  readonly pingIntervalMs?: number
  readonly clock?: ServerClock
  readonly log?: (entry: LogEntry) => void
}

export type ServerSettings = Required<ServerOptions>

/** Options with their defaults. Throws `config` for what cannot work or would be unsafe. */
export function settingsFromOptions(options: ServerOptions): ServerSettings {
  const settings: ServerSettings = {
    host: '127.0.0.1',
    port: 8765,
    responder: createDelegatingResponder,
    apiKeys: [],
    model: 'parley',
    maxSessionMs: 3_600_000,
    maxConnections: 512,
    allowedOrigins: [],
    codexCompatible: false,
    recognitionTimeoutMs: 30_000,
    responseTimeoutMs: 60_000,
    maxBufferedBytes: 16 * 1024 * 1024,
    pingIntervalMs: 20_000,
    clock: systemClock,
    log: () => {},
    ...withoutUndefined(options),
  }
  if (!isLoopbackHost(settings.host) && settings.apiKeys.length === 0) {
    throw new ParleyError(
      'config',
      `Host '${settings.host}' can be reached by others: give apiKeys, or listen on 127.0.0.1.`,
    )
  }
  if (!(settings.maxSessionMs > 0)) {
    throw new ParleyError('config', `maxSessionMs ${settings.maxSessionMs} is not a positive number of ms.`)
  }
  return settings
}

function withoutUndefined(options: ServerOptions): ServerOptions {
  const { speech, ...rest } = options
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)), speech }
}

/** True for names and addresses that only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
