import { linesAbilities } from '@parley/agents'
import { approvalWays } from '@parley/conversation'
import type { ApprovalRules, ConversationLimits } from '@parley/conversation'
import * as v from 'valibot'

/**
 * What a configuration file may say. The message of every schema is what it expects, as a noun: the decoder makes
 * sentences of it.
 */

const maybe = v.exactOptional
const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'))
const texts = v.array(text, 'a list of texts')
const milliseconds = v.pipe(
  v.number('a whole number of milliseconds'),
  v.integer('a whole number of milliseconds'),
  v.minValue(1, 'a number of milliseconds above 0'),
)
const positive = v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'))
const variableName = v.pipe(
  v.string('the name of an environment variable'),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable'),
)
const word = <const T extends readonly string[]>(words: T): v.PicklistSchema<T, string> =>
  v.picklist(words, `one of ${words.join(', ')}`)

const rule = maybe(word(approvalWays))
const rules = v.object(
  {
    ...{ read: rule, search: rule, think: rule, edit: rule, move: rule, delete: rule },
    ...{ execute: rule, network: rule, other: rule, '*': rule, outside: rule },
  } satisfies Record<keyof ApprovalRules, typeof rule>,
  'a table of rules by kind of tool',
)

const agentName = v.pipe(
  v.string('a name of letters, digits, - and _'),
  v.regex(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _'),
)

export const agentSchema = v.object(
  {
    kind: maybe(text),
    command: maybe(
      v.union(
        [text, v.pipe(texts, v.minLength(1, 'a list with a program'))],
        'a command line, or a list of program and arguments',
      ),
    ),
    program: maybe(text),
    env: maybe(v.record(variableName, v.string('a text'), 'a table of texts')),
    passEnvironment: maybe(v.array(variableName, 'a list of names of environment variables')),
    workingDirectory: maybe(text),
    timeLimitMs: maybe(milliseconds),
    sandbox: maybe(word(['read-only', 'workspace-write', 'danger-full-access'])),
    approvalPolicy: maybe(word(['untrusted', 'on-request', 'never'])),
    model: maybe(text),
    protocol: maybe(word(['text', 'lines'])),
    can: maybe(v.array(word(linesAbilities), `a list of ${linesAbilities.join(', ')}`)),
    approvals: maybe(rules),
  },
  'a table that describes an agent',
)

const limits = v.object(
  {
    taskMs: maybe(milliseconds),
    quietRunMs: maybe(milliseconds),
    lostRunMs: maybe(milliseconds),
    cancelMs: maybe(milliseconds),
    lateWordsMs: maybe(milliseconds),
    duplicateWindowMs: maybe(milliseconds),
  } satisfies Partial<Record<keyof ConversationLimits, unknown>>,
  'a table of limits',
)

/** A server's address, or `embedded` for the one inside this process. */
function isServerUrl(value: string): boolean {
  return value === 'embedded' || (URL.canParse(value) && /^(?:http|ws)s?:$/.test(new URL(value).protocol))
}
const serverUrl = v.pipe(
  v.string("an address (http, https, ws, wss) or 'embedded'"),
  v.check(isServerUrl, "an address (http, https, ws, wss) or 'embedded'"),
)

const realtime = v.object(
  {
    url: maybe(serverUrl),
    dialect: maybe(word(['realtime', 'quicksilver'])),
    model: maybe(text),
    voice: maybe(text),
    apiKeyEnv: maybe(variableName),
  },
  'a table',
)

const gateway = v.object(
  {
    host: maybe(text),
    port: maybe(
      v.pipe(
        v.number('a port from 0 to 65535'),
        v.integer('a port from 0 to 65535'),
        v.minValue(0, 'a port from 0 to 65535'),
        v.maxValue(65_535, 'a port from 0 to 65535'),
      ),
    ),
    tokenFile: maybe(text),
    stateDir: maybe(text),
  },
  'a table',
)

const budgetTerm = 'a table with either maxMoney or maxTokens'

export const configSchema = v.object(
  {
    /** For editors; nothing here reads it. */
    $schema: maybe(v.string('a text')),
    agent: maybe(text),
    agents: maybe(v.record(agentName, agentSchema, 'a table of agents by name')),
    approvals: maybe(v.object({ rules: maybe(rules), expireMs: maybe(milliseconds) }, 'a table')),
    realtime: maybe(realtime),
    limits: maybe(limits),
    budget: maybe(
      v.pipe(
        v.object({ maxMoney: maybe(positive), maxTokens: maybe(positive) }, budgetTerm),
        v.check((budget) => Object.keys(budget).length === 1, budgetTerm),
      ),
    ),
    gateway: maybe(gateway),
  },
  'a table of settings',
)

/** A configuration file's content, and the effective configuration too: every key may be absent. */
export type ParleyConfig = v.InferOutput<typeof configSchema>
export type ConfiguredAgent = v.InferOutput<typeof agentSchema>
