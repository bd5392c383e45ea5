import { CONCEALED } from './secret.js'

/** Longer text is cut before it is searched, and again before it is shown: a log line is no archive. */
const MAX_SEARCHED = 65_536
const MAX_SHOWN = 8_192

/** A name that ends like a secret's, with the quote behind it. */
const NAMED =
  '(?:api[_-]?key|access[_-]?key|secret|token|ticket|password|passwd|passphrase|authorization|credential)[\\w-]{0,30}(?:\\\\{0,3}["\'])?'
const GIVES = '(?:\\s{0,3}[=:]\\s{0,3}|%3D)'

/** Not inside a word; an escape (`\\n`, `%20`) before it is no word. */
const START = '(?:(?<![A-Za-z0-9])|(?<=\\\\[bfnrt])|(?<=%[0-9A-Fa-f]{2}))'

/** Forms that are secrets wherever they stand. Every repetition is bounded: hostile text takes no hostile time. */
const FORMS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, CONCEALED],
  [new RegExp(`${START}(bearer|basic)(?:\\s{1,8}|%20|\\+)[\\w.~+/=-]{4,4096}`, 'gi'), `$1 ${CONCEALED}`],
  [new RegExp(`${START}parley_(?:token|ticket)_[\\w-]{1,200}`, 'g'), CONCEALED],
  [new RegExp(`${START}(parley\\.ticket\\.|openai-insecure-api-key\\.)[^\\s,;"']{1,400}`, 'gi'), `$1${CONCEALED}`],
  [new RegExp(`${START}(?:sk|ek|pk|rk|whsec)[-_][\\w-]{8,400}`, 'g'), CONCEALED],
  [new RegExp(`${START}(?:gh[pousr]|github_pat|glpat|npm|hf|xai|gsk)[-_][\\w-]{16,400}`, 'g'), CONCEALED],
  [new RegExp(`${START}xox[abeoprs]-[\\w-]{10,400}`, 'g'), CONCEALED],
  [new RegExp(`${START}(?:AKIA|ASIA|AGPA|AROA|AIDA)[0-9A-Z]{16}`, 'g'), CONCEALED],
  [new RegExp(`${START}AIza[\\w-]{30,60}`, 'g'), CONCEALED],
  [new RegExp(`${START}eyJ[\\w-]{8,4096}\\.[\\w-]{8,8192}(?:\\.[\\w-]{0,4096})?`, 'g'), CONCEALED],
  [new RegExp(`${START}([a-z][a-z0-9+.-]{0,20}:\\/\\/)[^\\s/@"']{1,400}@`, 'gi'), `$1${CONCEALED}@`],
  // `"api_key": "…"`, also inside a JSON text that stands in a text.
  [new RegExp(`(${NAMED}${GIVES})(\\\\{0,3}["'])(?:(?!\\2)[^\\n]){1,4096}`, 'gi'), `$1$2${CONCEALED}`],
  // `token=…`, `x-amz-security-token: …`
  [new RegExp(`(${NAMED}${GIVES})(?!\\[secret\\]|\\\\{0,3}["'])[^\\s"',;&#)}\\]\\\\]{1,4096}`, 'gi'), `$1${CONCEALED}`],
  [/([?&#](?:key|code|sig|auth|session)=)[^\s&#"']{1,4096}/gi, `$1${CONCEALED}`],
]

export type TextRedactor = (text: string) => string

/**
 * Takes known forms of keys out of a text (`sk-…`, `ek_…`, `Bearer …`, JWT, AWS, our own tokens and tickets, what follows
 * a secret's name, the user part of an address), and the given secrets wherever they stand.
 */
export function createTextRedactor(known: readonly string[] = []): TextRedactor {
  const given = known.filter((secret) => secret.length >= 4).toSorted((one, other) => other.length - one.length)
  return (text) => {
    const searched = text.length > MAX_SEARCHED ? text.slice(0, MAX_SEARCHED) : text
    const hidden = given.reduce((current, secret) => current.replaceAll(secret, CONCEALED), searched)
    const shown = FORMS.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), hidden)
    return text.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}… (${text.length} characters)` : shown
  }
}
