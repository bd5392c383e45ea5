import { checkDefinition, nearestWord } from '@parley/agents'
import { isRecord } from '@parley/wire'
import * as v from 'valibot'
import type { ConfigPath } from './config-path.js'
import { showPath } from './config-path.js'
import { agentSchema, configSchema } from './config-schema.js'
import { listStrangeKeys } from './list-strange-keys.js'
import type { StrangeKey } from './list-strange-keys.js'
import { isSecretName, looksLikeKey } from './looks-secret.js'

export interface ConfigProblem {
  readonly path: ConfigPath
  /** What stands behind the path in a sentence. Never a secret. */
  readonly text: string
}

/** All that is wrong with a configuration; empty when it can be used as it is. */
export function listProblems(value: unknown): readonly ConfigProblem[] {
  const { issues = [] } = v.safeParse(configSchema, value)
  const wrong = issues.flatMap((issue) => {
    const path = toPath(issue)
    return isInvalidKey(issue) ? [invalidName(path, issue.message)] : [wrongValue(path, issue.message, issue.input)]
  })
  const strange = listStrangeKeys(configSchema, value)
  const strangePaths = new Set(strange.map(({ path }) => showPath(path)))
  return [
    ...strange.map(strangeKey),
    ...wrong,
    ...listKeys(value, []).filter(({ path }) => !strangePaths.has(showPath(path))),
    ...listAgentProblems(value),
  ]
}

/** Of each agent whose own entry is well formed, whatever else is wrong. */
function listAgentProblems(value: unknown): readonly ConfigProblem[] {
  const agents = isRecord(value) && isRecord(value['agents']) ? value['agents'] : {}
  return Object.entries(agents).flatMap(([name, entry]) => {
    const { success, output } = v.safeParse(agentSchema, entry)
    if (!success) return []
    const { approvals: _, ...written } = output
    return checkDefinition(name, written).map(({ key, problem }) => ({ path: ['agents', name, key], text: problem }))
  })
}

export function showProblem({ path, text }: ConfigProblem): string {
  return `${showPath(path)} ${text}`
}

const keyAdvice =
  'would be a secret, and secrets stand in no configuration file: put it into an environment variable and name that variable'

function strangeKey({ path, value, known }: StrangeKey): ConfigProblem {
  if (known === undefined) return wrongValue(path, 'a table', value)
  const key = path.at(-1) ?? ''
  if (isSecretName(key)) {
    const place = path[0] === 'agents' ? 'in passEnvironment' : 'in realtime.apiKeyEnv'
    return { path, text: `${keyAdvice} ${place}` }
  }
  const nearest = nearestWord(key, known)
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`
  return { path, text: `is no key that Parley knows${meant} (known here: ${known.join(', ')})` }
}

function wrongValue(path: ConfigPath, expected: string, found: unknown): ConfigProblem {
  return { path, text: `must be ${expected}, but is ${describeFound(path, found)}` }
}

function invalidName(path: ConfigPath, expected: string): ConfigProblem {
  return { path, text: `is no name for this; it must be ${expected}` }
}

function describeFound(path: ConfigPath, found: unknown): string {
  if (typeof found === 'string') {
    const isHidden = path.includes('env') || isSecretName(path.at(-1) ?? '') || looksLikeKey(found)
    if (isHidden || found.length > 60) return `a text of ${String(found.length)} characters`
    return `'${found}'`
  }
  if (Array.isArray(found)) return 'a list'
  if (typeof found === 'object' && found !== null) return 'a table'
  if (typeof found === 'function') return 'a function'
  return String(found)
}

/** Deeper than any setting; what lies there is refused already. */
const MAX_DEPTH = 10

/** Values that are keys by their looks, wherever they stand. */
function listKeys(value: unknown, path: ConfigPath): readonly ConfigProblem[] {
  if (path.length > MAX_DEPTH) return []
  if (typeof value === 'string') return looksLikeKey(value) ? [{ path, text: heldKey(path) }] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => listKeys(item, [...path, String(index)]))
  if (!isRecord(value)) return []
  return Object.keys(value).flatMap((key) => listKeys(value[key], [...path, key]))
}

function heldKey(path: ConfigPath): string {
  const place = path[0] === 'agents' ? "in the agent's passEnvironment" : 'in realtime.apiKeyEnv'
  return `holds what looks like a key, and keys stand in no configuration file: put it into an environment variable and name that variable ${place}`
}

function toPath(issue: v.BaseIssue<unknown>): ConfigPath {
  return (issue.path ?? []).map(({ key }) => String(key))
}

function isInvalidKey(issue: v.BaseIssue<unknown>): boolean {
  return issue.path?.at(-1)?.origin === 'key'
}
