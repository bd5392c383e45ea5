import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSecretName, looksLikeKey } from './looks-secret.js'
import { showValue, withoutSecrets } from './show-value.js'

test('configuration: nothing secret is shown, wherever it stands', () => {
  const secret = 'planted-secret'
  const places: readonly unknown[] = [
    { env: { HARMLESS_NAME: secret } },
    { command: `agent --api-key ${secret} --fast` },
    { command: `agent --token=${secret}` },
    { command: ['agent', '--api-key', secret] },
    { password: secret },
    `https://me:${secret}@example.com/v1?key=${secret}`,
    `wss://example.com/v1?access=${secret}`,
  ]
  for (const place of places) {
    const shown = showValue(withoutSecrets(place))
    assert.doesNotMatch(shown, /planted/, JSON.stringify(place))
    assert.match(shown, /hidden/)
  }
  assert.doesNotMatch(showValue(withoutSecrets(`agent sk-${'a'.repeat(30)}`)), /aaaa/)
})

test('configuration: what is no secret is shown as it is', () => {
  for (const plain of ['node agent.mjs --fast', 'http://127.0.0.1:8765', '/home/me/token-file', 'embedded']) {
    assert.equal(showValue(withoutSecrets(plain)), plain)
  }
  assert.deepEqual(withoutSecrets({ passEnvironment: ['MY_KEY'], timeLimitMs: 5 }), {
    passEnvironment: ['MY_KEY'],
    timeLimitMs: 5,
  })
})

test('configuration: a name tells whether something is a secret', () => {
  for (const name of ['apiKey', 'api_key', 'key', 'TOKEN', 'DB_PASSWORD', 'clientSecret', 'api-key']) {
    assert.ok(isSecretName(name), name)
  }
  for (const name of ['apiKeyEnv', 'tokenFile', 'maxTokens', 'monkey', 'keyboard', 'model']) {
    assert.ok(!isSecretName(name), name)
  }
  assert.ok(!looksLikeKey('sk-short') && !looksLikeKey('task-0123456789abcdefghij'))
})
