import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseUpstream } from './choose-upstream.js'
import type { UpstreamSettings } from './choose-upstream.js'

const keys = { OPENAI_API_KEY: 'openai', AZURE_OPENAI_API_KEY: 'azure', OPENAI_BASE_URL: 'https://proxy.test/v1' }

/** The choice with its key in the clear. */
function chosen(settings: UpstreamSettings, environment: Readonly<Record<string, string>> = keys) {
  const choice = chooseUpstream(settings, environment)
  return choice.kind === 'embedded' ? choice : { ...choice, key: choice.key?.reveal() }
}

test('gateway upstream: without a word it is the embedded server, whatever keys there are', () => {
  assert.deepEqual(chosen({}), { kind: 'embedded' })
  assert.deepEqual(chosen({ server: 'embedded', voice: 'rms' }), { kind: 'embedded', voice: 'rms' })
})

test('gateway upstream: openai is OpenAI’s own address, or that of OPENAI_BASE_URL, and wants its key', () => {
  assert.deepEqual(chosen({ server: 'openai' }, { OPENAI_API_KEY: 'k' }), {
    ...{ kind: 'server', url: 'https://api.openai.com/v1', model: 'gpt-realtime', key: 'k' },
  })
  assert.deepEqual(chosen({ server: 'openai', model: 'mine' }), {
    ...{ kind: 'server', url: 'https://proxy.test/v1', model: 'mine', key: 'openai' },
  })
  assert.throws(() => chosen({ server: 'openai' }, {}), { code: 'config', message: /OPENAI_API_KEY, which is not set/ })
})

test('gateway upstream: a key goes only where it belongs', () => {
  assert.equal(keyAt('https://api.openai.com'), 'openai')
  assert.equal(keyAt('https://proxy.test'), 'openai')
  assert.equal(keyAt('https://elsewhere.test'), undefined)
  assert.equal(keyAt('https://api.openai.com.elsewhere.test'), undefined)
  assert.equal(keyAt('https://azure.com.elsewhere.test'), undefined)
  assert.equal(keyAt('https://elsewhere.test', { ...keys, PARLEY_API_KEY: 'mine' }), 'mine')
  assert.equal(keyAt('https://elsewhere.test', { ...keys, NAMED: 'named' }, 'NAMED'), 'named')
})

test('gateway upstream: an Azure-style address keeps its query and takes its key as api-key', () => {
  const url = 'https://name.openai.azure.com/openai/realtime?api-version=2026-01-01&deployment=voice'
  assert.deepEqual(chosen({ server: url }), { kind: 'server', url, key: 'azure', keyHeader: 'api-key' })
  assert.equal(keyAt('http://127.0.0.1:1/realtime?api-version=1'), 'azure')
})

function keyAt(server: string, environment: Readonly<Record<string, string>> = keys, keyVariable?: string): unknown {
  const choice = chosen({ server, ...(keyVariable === undefined ? {} : { keyVariable }) }, environment)
  return 'key' in choice ? choice.key : undefined
}
