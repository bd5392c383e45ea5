const SECRET_ENDINGS =
  /(?:authorization|cookie2?|apikey|accesskey|accesskeyid|secretkey|privatekey|secret|password|passwd|passphrase|pwd|token|ticket|credentials?|signature|secwebsocketprotocol)$/
const PRIVATE_NAMES = /^(?:transcript|transcripts|utterance|audio|sdp|envelope|body|rawbody|headers?|rawheaders)$/

/**
 * What a field's name says about its value: a secret is never shown, what is private (speech, bodies, headers) is shown
 * as its size. Case, dashes, dots and underscores do not count: `X-Api-Key`, `apiKey` and `api_key` are one name.
 */
export function kindOfField(name: string): 'secret' | 'private' | 'plain' {
  const plain = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  if (SECRET_ENDINGS.test(plain)) return 'secret'
  return PRIVATE_NAMES.test(plain) ? 'private' : 'plain'
}
