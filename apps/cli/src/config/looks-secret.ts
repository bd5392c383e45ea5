const keyShapes = /\b(?:sk|ek|pk|rk|xox[abp]|gh[pousr]|glpat|hf)[-_][A-Za-z0-9_-]{16,}|\bAIza[A-Za-z0-9_-]{30,}/
const secretNames = /(?:^|_|-)(?:api_?-?key|key|token|secret|password|passwd|credentials?)$/i

/** Whether a text is, or holds, what providers give out as keys. */
export function looksLikeKey(text: string): boolean {
  return keyShapes.test(text)
}

/** Whether something of that name is a secret: `apiKey`, `api_key`, `TOKEN`, `DB_PASSWORD`. */
export function isSecretName(name: string): boolean {
  return secretNames.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'))
}
