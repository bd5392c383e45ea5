import { isRecord } from '@parley/wire'
import { isSecretName, looksLikeKey } from './looks-secret.js'

const HIDDEN = '(hidden)'

/**
 * A setting's value without secrets, still as data: what `env` sets, what has a secret's name, what looks like a key, and
 * the password and the query of an address are hidden. Command lines are shown, but for what follows a secret's name.
 */
export function withoutSecrets(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return isSecretName(key) ? HIDDEN : withoutSecretsInText(value)
  if (Array.isArray(value)) return value.map((item, index) => hideArgument(item, value[index - 1]))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, key === 'env' ? HIDDEN : withoutSecrets(item, name)]),
  )
}

/** On one line, for people. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((item) => showValue(item)).join(' ')
  return JSON.stringify(value)
}

/** `--api-key VALUE` as two arguments. */
function hideArgument(argument: unknown, before: unknown): unknown {
  const isValue = typeof before === 'string' && before.startsWith('-') && isSecretName(before.replace(/^-+/, ''))
  return isValue ? HIDDEN : withoutSecrets(argument)
}

function withoutSecretsInText(text: string): string {
  if (/^(?:http|ws)s?:\/\//.test(text) && URL.canParse(text)) return withoutSecretsInUrl(new URL(text), text)
  return text
    .split(/(\s+)/)
    .map((part) => (looksLikeKey(part) ? HIDDEN : part))
    .join('')
    .replaceAll(/((?:^|\s)-*[\w-]*(?:key|token|secret|password)[=\s]\s*)("[^"]*"|'[^']*'|\S+)/gi, `$1${HIDDEN}`)
}

function withoutSecretsInUrl(url: URL, text: string): string {
  if (url.password === '' && url.username === '' && url.search === '') return text
  const who = url.username === '' && url.password === '' ? '' : `${HIDDEN}@`
  return `${url.protocol}//${who}${url.host}${url.pathname}${url.search === '' ? '' : `?${HIDDEN}`}`
}
