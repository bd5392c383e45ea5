import { RequestError } from '@agentclientprotocol/sdk'
import type { ProcessEnd } from '../process/agent-process.js'
import { describeSpawnFailure } from '../process/describe-spawn-failure.js'
import type { AgentIntroduction } from './acp-news.js'
import { plainLine } from './plain-text.js'

/** The one version of the protocol that Parley speaks. */
export const PROTOCOL_VERSION = 1

/** Code of an agent's error that says: log in first. */
const AUTH_REQUIRED = -32000
const SESSION_NOT_FOUND = -32002

/** Why a program that was talked with is not there any more. */
export function goneSentence(name: string, program: string, workingDirectory: string, end: ProcessEnd): string {
  if (end.spawnError !== undefined) return describeSpawnFailure(program, workingDirectory, end.spawnError)
  const how = end.code === null ? `was ended by ${end.signal ?? 'a signal'}` : `exited with ${end.code}`
  const why = end.lastErrorLine === '' ? '.' : `: ${end.lastErrorLine}`
  return `${name} ${how} before it was done${why}`
}

export function versionSentence(name: string, theirs: number | undefined): string {
  const version = theirs === undefined ? 'no version' : `version ${theirs}`
  return (
    `${name} offers ${version} of the Agent Client Protocol, Parley speaks version ${PROTOCOL_VERSION}. ` +
    (theirs !== undefined && theirs > PROTOCOL_VERSION ? 'Update Parley.' : `Update ${name}.`)
  )
}

export function hangSentence(name: string, timeoutMs: number, method: string, firstGarbage: string): string {
  const printed =
    firstGarbage === '' ? 'Check that its command starts it as an ACP agent.' : `It printed: ${firstGarbage}`
  return `${name} did not answer ${method} within ${timeoutMs / 1000} seconds. ${printed}`
}

/** After this error the program has to be started again: once the user has logged in, or because its session is lost. */
export function isStartNeeded(cause: unknown): boolean {
  return isLoginWanted(cause) || (cause instanceof RequestError && cause.code === SESSION_NOT_FOUND)
}

export function isLoginWanted(cause: unknown): boolean {
  return cause instanceof RequestError && cause.code === AUTH_REQUIRED
}

/** An agent's error in one sentence; for a login that it wants, what to do. */
export function refusalSentence(
  name: string,
  doing: string,
  cause: unknown,
  { logins }: Pick<AgentIntroduction, 'logins'>,
  loginHint: string | undefined,
): string {
  if (!isLoginWanted(cause)) return `${name} could not ${doing}: ${causeText(cause)}`
  const ways = logins.length === 0 ? '' : ` It offers: ${logins.join('; ')}.`
  return `${name} wants you to log in first. ${loginHint ?? 'Log in with its own program, then try again.'}${ways}`
}

function causeText(cause: unknown): string {
  if (!(cause instanceof Error)) return plainLine(String(cause))
  const code = cause instanceof RequestError ? ` (${cause.code})` : ''
  return `${plainLine(cause.message, 500)}${code}`
}
