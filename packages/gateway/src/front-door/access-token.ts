import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { ParleyError } from '@parley/wire'
import { Secret } from '../secrets/secret.js'
import { hashOf } from './hash-of.js'

/** Less can be guessed, or is a mistake. */
const MIN_TOKEN_LENGTH = 24
const MAX_TOKEN_LENGTH = 512

/** 256 random bits, in a form that a log's redactor knows. */
export function generateToken(): Secret {
  return new Secret(`parley_token_${randomBytes(32).toString('base64url')}`)
}

/** Knows a token without keeping it. */
export interface TokenCheck {
  /** Takes the same time wherever a wrong token differs. */
  isToken(text: string): boolean
}

/** Throws `config` for a token that is too short, or cannot stand in an `Authorization` header. */
export function createTokenCheck(token: Secret): TokenCheck {
  const text = token.reveal()
  if (text.length < MIN_TOKEN_LENGTH || text.length > MAX_TOKEN_LENGTH) {
    throw new ParleyError(
      'config',
      `The token has ${text.length} characters; give ${MIN_TOKEN_LENGTH} to ${MAX_TOKEN_LENGTH} random ones, as of 'openssl rand -hex 32'.`,
    )
  }
  if (!/^[\w.~+/-]+=*$/.test(text)) {
    throw new ParleyError(
      'config',
      "The token holds characters that an Authorization header does not take; use letters, digits and -._~+/, as of 'openssl rand -hex 32'.",
    )
  }
  const known = hashOf(text)
  return { isToken: (candidate) => timingSafeEqual(hashOf(candidate), known) }
}

/** Removes the file, unless someone else has written another token into it. Never rejects. */
export type RemoveTokenFile = () => Promise<void>

/**
 * Writes the token for programs of the same user: mode 0600 from its first byte on, put in place whole, also over a file
 * or link that is there.
 */
export async function writeTokenFile(path: string, token: Secret): Promise<RemoveTokenFile> {
  const text = `${token.reveal()}\n`
  const written = hashOf(text)
  const aside = `${path}.${randomUUID()}`
  try {
    await writeFile(aside, text, { mode: 0o600, flag: 'wx' })
    await rename(aside, path)
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => {})
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ParleyError('config', `The token file ${path} cannot be written: ${reason}. Name another tokenFile.`, {
      cause,
    })
  }
  return async () => {
    try {
      if (hashOf(await readFile(path, 'utf8')).equals(written)) await rm(path, { force: true })
    } catch {
      // Gone already, or not ours to remove.
    }
  }
}
