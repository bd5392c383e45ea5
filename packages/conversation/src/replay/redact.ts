export const REDACTED = '[redacted]'
export const AUDIO_LEFT_OUT = '[audio left out]'

export interface Redactor {
  /** The JSON value without secrets and audio, and whether anything was taken out. */
  redact(value: unknown): { readonly value: unknown; readonly isChanged: boolean }
}

/** Names under which every text is a secret. */
const SECRET_NAMES =
  /^(?:(?:proxy-)?authorization|(?:x-)?api[-_]?key|client[-_]?secret|secret|password|passphrase|(?:access|refresh|id|auth|bearer|session)?[-_]?token|(?:set-)?cookie|private[-_]?key|credentials?)$/i

/** Forms that are secrets wherever they stand. */
const SECRET_FORMS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/\b(?:sk|ek|pk|rk)[-_][A-Za-z0-9_-]{12,}/g, REDACTED],
  [/\b(?:gh[pousr]|github_pat|glpat|npm|hf|xai|gsk)[-_][A-Za-z0-9_-]{16,}/g, REDACTED],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, REDACTED],
  [/\bAIza[0-9A-Za-z_-]{30,}/g, REDACTED],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
  [
    /\b([A-Za-z0-9_-]{0,60}(?:api[_-]?key|secret|token|password)["']?\s{0,3}[=:]\s{0,3}["']?)(?!\[)[^\s"',;]{6,}/gi,
    `$1${REDACTED}`,
  ],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,200}:)[^\s/@]{1,200}@/gi, `$1${REDACTED}@`],
]

/** Base64 so long that it is sound and no word. */
const LONG_BASE64 = /^[A-Za-z0-9+/]{400,}={0,2}$/

/**
 * Takes out what a log must not hold: texts under secret names, known forms of keys, the given secrets wherever they
 * stand, and audio. The same value always becomes the same value.
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const given = secrets.filter((secret) => secret.length >= 4).toSorted((one, other) => other.length - one.length)

  const redactText = (text: string): string => {
    if (LONG_BASE64.test(text)) return AUDIO_LEFT_OUT
    const known = given.reduce((current, secret) => current.replaceAll(secret, REDACTED), text)
    return SECRET_FORMS.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), known)
  }
  const redactValue = (value: unknown, isSecret: boolean): unknown => {
    if (typeof value === 'string') return isSecret && value !== '' ? REDACTED : redactText(value)
    if (Array.isArray(value)) return value.map((item) => redactValue(item, isSecret))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        redactText(name),
        redactValue(item, isSecret || SECRET_NAMES.test(name)),
      ]),
    )
  }
  return {
    redact(value) {
      const redacted = redactValue(value, false)
      return { value: redacted, isChanged: JSON.stringify(redacted) !== JSON.stringify(value) }
    },
  }
}
