import { lstat, readFile } from 'node:fs/promises'
import { Secret } from '../secrets/secret.js'

/** The form of `generateToken`; whatever else stands there was given by somebody and is theirs to give again. */
const GENERATED = /^parley_token_[\w-]{43}\s*$/

/**
 * The token of a gateway that was killed: one that stops takes its file away. With it the pages that are open come back by
 * themselves. Undefined for a file that others can read, or that is not what was written. To be read by whoever owns the
 * state folder.
 */
export async function readKeptToken(path: string): Promise<Secret | undefined> {
  try {
    const facts = await lstat(path)
    const isOurs = facts.uid === (process.getuid?.() ?? facts.uid) && (facts.mode & 0o077) === 0
    if (!facts.isFile() || !isOurs || facts.size > 256) return undefined
    const text = await readFile(path, 'utf8')
    return GENERATED.test(text) ? new Secret(text.trim()) : undefined
  } catch {
    return undefined
  }
}
