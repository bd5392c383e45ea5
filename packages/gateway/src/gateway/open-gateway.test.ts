import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFunctionAgent } from '@parley/agents'
import { decodeJsonObject, isRecord, ParleyError } from '@parley/wire'
import { Secret } from '../secrets/secret.js'
import { concealSecrets } from './conceal-secrets.js'
import { openGateway } from './open-gateway.js'
import type { GatewayOptions } from './open-gateway.js'
import { keepFinding } from './readiness.js'

const quiet: GatewayOptions = {
  port: 0,
  isEphemeral: true,
  environment: {},
  upstream: { kind: 'server', url: 'http://127.0.0.1:9' },
  agents: {
    name: 'nobody',
    create: () =>
      createFunctionAgent({
        async *run() {
          yield 'nothing'
          return 'nothing'
        },
      }),
    find: () => ({ isReady: true, detail: 'a function' }),
  },
}

test('gateway: what is unsafe is refused before anything is opened or made', async () => {
  const stateFolder = join(tmpdir(), 'parley-never-made')
  const unsafe = openGateway({ ...quiet, isEphemeral: false, stateFolder, host: '0.0.0.0' })
  await assert.rejects(unsafe, { code: 'config', message: /no token was given/ })
  assert.equal(existsSync(stateFolder), false)
})

test('gateway: it starts without its realtime server and says which part is not ready', async () => {
  const gateway = await openGateway(quiet)
  const answer = await fetch(`${gateway.url}/readyz`)
  assert.equal(answer.status, 503)
  const body = decodeJsonObject(await answer.text())
  const checks = isRecord(body?.['checks']) ? Object.entries(body['checks']) : []
  assert.deepEqual(
    checks.map(([name, found]) => [name, isRecord(found) && found['isReady']]),
    Object.entries({ gateway: true, journal: true, upstream: false, agent: true }),
  )
  assert.match(JSON.stringify(checks[2]), /http:\/\/127\.0\.0\.1:9 cannot be reached: /)
  await gateway.close()
  await gateway.close()
})

test('gateway: until the page is there a plain one says what this is, without a script and by the strictest policy', async () => {
  const gateway = await openGateway(quiet)
  const page = await fetch(`${gateway.url}/`)
  const text = await page.text()
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'self'/)
  assert.ok(text.includes(`${gateway.url.replace('http', 'ws')}/app`))
  assert.doesNotMatch(text, /<script|style=|parley_token/)
  const sheet = await fetch(`${gateway.url}/page.css`)
  assert.equal(sheet.headers.get('content-type'), 'text/css; charset=utf-8')
  await gateway.close()
})

test('gateway: its token stands in a file while it runs; a clean stop takes it away', async (context) => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'parley-gateway-'))
  context.after(() => rm(stateFolder, { recursive: true, force: true }))
  const gateway = await openGateway({ ...quiet, isEphemeral: false, stateFolder })
  const tokenFile = join(stateFolder, 'token')
  assert.equal(gateway.tokenFile, tokenFile)
  assert.equal((await readFile(tokenFile, 'utf8')).trim(), gateway.token.reveal())
  await assert.rejects(openGateway({ ...quiet, isEphemeral: false, stateFolder }), {
    ...{ code: 'unavailable', message: new RegExp(`process ${process.pid}\\b.*--state-dir`) },
  })
  assert.equal(existsSync(tokenFile), true, 'a refused one took the token of the first')
  await gateway.close()
  assert.equal(existsSync(tokenFile), false)
})

test('gateway: whoever asks whether it is ready makes it look once in a while only', async () => {
  let looks = 0
  let nowMs = 0
  const check = keepFinding(
    () => ({ isReady: true, detail: String(++looks) }),
    10_000,
    () => nowMs,
  )
  await Promise.all([check(), check(), check()])
  nowMs = 9_999
  assert.equal((await check()).detail, '1')
  nowMs = 10_000
  assert.equal((await check()).detail, '2')
})

test('gateway: a refusal of the realtime server that quotes the key is told without it, and keeps its code', async () => {
  const refusing = concealSecrets(
    () => Promise.reject(new ParleyError('refused', 'Incorrect key hunter2hunter2', { status: 401, remoteCode: 'x' })),
    [new Secret('hunter2hunter2')],
  )
  const signal = new AbortController().signal
  const opening = { conversationId: 'c', config: { dialect: 'realtime' }, purpose: 'first', signal } as const
  await assert.rejects(refusing(opening), (error) => {
    assert.ok(error instanceof ParleyError)
    assert.deepEqual(
      [error.message, error.status, error.remoteCode, error.cause],
      ['Incorrect key [secret]', 401, 'x', undefined],
    )
    return true
  })
})
