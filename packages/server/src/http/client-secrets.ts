import { createHash, randomBytes } from 'node:crypto'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { ServerClock } from '../clock.js'
import type { ApiError } from './api-error.js'

/** Short-lived keys for clients that must not have the real one, each with the session that it opens. */
export interface ClientSecrets {
  issue(asked: SecretRequest): IssuedSecret
  /** `undefined`: no such key, or its time is up. */
  find(value: string): { readonly session: JsonObject | undefined } | undefined
}

export interface SecretRequest {
  readonly lifetimeSeconds: number
  readonly session: JsonObject | undefined
}

export interface IssuedSecret {
  /** `ek_…`; only its hash is kept. */
  readonly value: string
  /** Unix time in seconds. */
  readonly expiresAt: number
}

export const SECRET_PREFIX = 'ek_'
const DEFAULT_SECONDS = 600
const MIN_SECONDS = 10
const MAX_SECONDS = 7200
/** The oldest goes for the newest. */
const MAX_SECRETS = 10_000

export function createClientSecrets(clock: ServerClock): ClientSecrets {
  const secrets = new Map<string, { readonly expiresAtMs: number; readonly session: JsonObject | undefined }>()
  return {
    issue({ lifetimeSeconds, session }) {
      const value = `${SECRET_PREFIX}${randomBytes(24).toString('hex')}`
      const expiresAtMs = clock.nowMs() + lifetimeSeconds * 1000
      secrets.set(hashOf(value), { expiresAtMs, session })
      const [oldest] = secrets.keys()
      if (secrets.size > MAX_SECRETS && oldest !== undefined) secrets.delete(oldest)
      return { value, expiresAt: Math.floor(expiresAtMs / 1000) }
    },
    find(value) {
      const secret = secrets.get(hashOf(value))
      if (secret === undefined) return undefined
      if (clock.nowMs() < secret.expiresAtMs) return { session: secret.session }
      secrets.delete(hashOf(value))
      return undefined
    },
  }
}

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64')

export type DecodedSecretRequest =
  { readonly ok: true; readonly asked: SecretRequest } | { readonly ok: false; readonly error: ApiError }

/** Body of `POST …/client_secrets`: `{ expires_after?: { anchor: 'created_at', seconds }, session? }`, or nothing. */
export function decodeSecretRequest(body: string): DecodedSecretRequest {
  const request = body.trim() === '' ? {} : decodeJsonObject(body)
  if (request === undefined) return invalid('The body is no JSON object.', null)
  const { session, expires_after: expiry } = request
  if (session !== undefined && session !== null && !isRecord(session)) {
    return invalid("Invalid 'session': expected an object.", 'session')
  }
  const seconds = isRecord(expiry) ? (expiry['seconds'] ?? DEFAULT_SECONDS) : DEFAULT_SECONDS
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    const problem = `Invalid 'expires_after.seconds': expected a whole number from ${MIN_SECONDS} to ${MAX_SECONDS}, got ${String(JSON.stringify(seconds)).slice(0, 50)}.`
    return invalid(problem, 'expires_after.seconds')
  }
  return { ok: true, asked: { lifetimeSeconds: seconds, session: isRecord(session) ? session : undefined } }
}

function invalid(message: string, param: string | null): DecodedSecretRequest {
  const error = { status: 400, type: 'invalid_request_error', code: 'invalid_value', message } as const
  return { ok: false, error: param === null ? error : { ...error, param } }
}
