import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { Secret } from '../secrets/secret.js'
import { ask, openRaw, sendRaw, statusOf } from '../testing/front-door/ask.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'
import { generateToken } from './access-token.js'
import type { DoorLimits } from './door-limits.js'
import type { FrontDoorOptions } from './door-settings.js'
import { openFrontDoor } from './open-front-door.js'

const time = { timeout: 20_000 }

async function refusedWith(options: FrontDoorOptions, message: RegExp): Promise<void> {
  await assert.rejects(openFrontDoor({ port: 0, ...options }), (error) => {
    assert.ok(error instanceof ParleyError)
    assert.equal(error.code, 'config')
    assert.match(error.message, message)
    return true
  })
}

test(
  'front door: an address that others can reach is refused without a token, without TLS and without a name, each with the next step',
  time,
  async () => {
    const token = generateToken()
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'parley.example']) {
      await refusedWith({ host }, /no token was given\. Give one of your own .*or listen on 127\.0\.0\.1/)
      await refusedWith({ host, token }, /without TLS.*proxy with TLS.*or set allowPlainHttp/)
    }
    await refusedWith({ host: '0.0.0.0', token, allowPlainHttp: true }, /Name them in allowedHosts/)
    const names = { allowedHosts: ['parley.example'], allowedOrigins: ['https://parley.example'] }
    const door = await openFrontDoor({ port: 0, host: '0.0.0.0', token, allowPlainHttp: true, ...names })
    assert.equal(door.takeToken(), undefined)
    await door.close()
  },
)

test(
  'front door: a token that can be guessed, or that no header can carry, is refused without being shown',
  time,
  async () => {
    await refusedWith({ token: new Secret('short') }, /^The token has 5 characters; give 24 to 512 random ones/)
    await refusedWith({ token: new Secret('with spaces, and of good length') }, /^The token holds characters/)
  },
)

test('front door: names, origins and limits that mean nothing, or everything, are refused by name', time, async () => {
  for (const name of [
    '*',
    '*.example',
    'http://a.example',
    'a.example/path',
    '',
    'a b',
    'a@b',
    '.example',
    'a:b',
    'a:',
  ]) {
    await refusedWith({ allowedHosts: [name] }, /^Allowed host '/)
  }
  for (const origin of [
    '*',
    'null',
    'a.example',
    'http://a.example/',
    'HTTP://a.example',
    'http://a.example:80',
    'file://',
  ]) {
    await refusedWith({ allowedOrigins: [origin] }, /^Allowed origin '/)
  }
  for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await refusedWith({ limits: { maxBodyBytes: value } }, /^Limit maxBodyBytes is/)
  }
  const misspelt: Partial<DoorLimits> = Object.fromEntries([['maxBodyByte', 1]])
  await refusedWith({ limits: misspelt }, /^There is no limit 'maxBodyByte'/)
})

test('front door: by default it listens on 127.0.0.1 and ::1 and on no other address of the machine', time, () =>
  withFrontDoor({}, async ({ door }) => {
    assert.equal(door.url, `http://127.0.0.1:${door.port}`)
    assert.equal((await ask(door.port, {})).status, 200)
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const request = `GET /status HTTP/1.1\r\nHost: localhost:${door.port}\r\nConnection: close\r\n\r\n`
    if (addresses.some(({ address }) => address === '::1')) {
      assert.equal(statusOf(await sendRaw(door.port, request, '::1')), 200)
    }
    const outer = addresses.find(({ internal, family }) => !internal && family === 'IPv4')
    if (outer !== undefined) await assert.rejects(openRaw(door.port, outer.address))
  }),
)

test('front door: a port that is taken, also one that is taken on ::1 only, is reported with what to do', time, () =>
  withFrontDoor({}, async ({ door }) => {
    const isUnavailable = (error: unknown): boolean =>
      error instanceof ParleyError && error.code === 'unavailable' && error.message.includes('Choose another port')
    await assert.rejects(openFrontDoor({ port: door.port }), isUnavailable)
    const other = createServer()
    const hasIpv6 = await new Promise<boolean>((resolve) => {
      other.once('error', () => resolve(false))
      other.listen(0, '::1', () => resolve(true))
    })
    if (!hasIpv6) return
    const address = other.address()
    await assert.rejects(openFrontDoor({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 }), isUnavailable)
    await new Promise((resolve) => other.close(resolve))
  }),
)

test('front door: a token of 256 bits is made for each start and given out once', time, async () => {
  const tokens: string[] = []
  for (const _ of [1, 2]) {
    const door = await openFrontDoor({ port: 0 })
    tokens.push(door.takeToken()?.reveal() ?? '')
    assert.equal(door.takeToken(), undefined)
    await door.close()
  }
  assert.match(tokens[0] ?? '', /^parley_token_[\w-]{43}$/)
  assert.notEqual(tokens[0], tokens[1])
})

test(
  'front door: the token file is for its owner only, replaces what stood there, and goes with the door',
  time,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-door-'))
    const tokenFile = join(folder, 'token')
    const bystander = join(folder, 'bystander')
    await writeFile(bystander, 'untouched', { mode: 0o644 })
    await symlink(bystander, tokenFile)
    await withFrontDoor({ tokenFile }, async ({ token }) => {
      assert.equal(await readFile(tokenFile, 'utf8'), `${token}\n`)
      assert.equal((await stat(tokenFile)).mode & 0o777, 0o600)
      assert.equal(await readFile(bystander, 'utf8'), 'untouched')
    })
    await assert.rejects(stat(tokenFile))
    await withFrontDoor({ tokenFile }, async () => writeFile(tokenFile, 'of another gateway'))
    assert.equal(await readFile(tokenFile, 'utf8'), 'of another gateway')
    await refusedWith({ tokenFile: join(folder, 'no', 'folder') }, /cannot be written.*Name another tokenFile/)
    await rm(folder, { recursive: true })
  },
)

test('front door: a path is mounted once, and nothing public changes anything', time, () =>
  withFrontDoor({}, async ({ door }) => {
    const answer = () => ({ status: 200, body: { type: 'empty' } }) as const
    assert.throws(() => door.handle('GET', '/status', { access: 'public' }, answer), /has a handler already/)
    assert.throws(() => door.handle('POST', '/open', { access: 'public' }, answer), /cannot be public/)
    assert.throws(() => door.handle('GET', 'status', { access: 'public' }, answer), /is no path for a route/)
    assert.throws(() => door.socket('/app', { protocols: [], onSocket: () => ({ text: () => {} }) }), /mounted already/)
    door.page(() => undefined)
    assert.throws(() => door.page('folder'), /There is a page already/)
  }),
)

test('front door: what is mounted by the options answers the first request', time, () =>
  withFrontDoor(
    {
      mount: (routes) =>
        routes.handle('GET', '/early', { access: 'public' }, () => ({ status: 204, body: { type: 'empty' } })),
    },
    async ({ door }) => assert.equal((await ask(door.port, { path: '/early' })).status, 204),
  ),
)
