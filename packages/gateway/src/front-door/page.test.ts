import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { ask, sendRaw, statusOf } from '../testing/front-door/ask.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'
import { findAsset } from './find-asset.js'

const time = { timeout: 20_000 }

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const outer = await mkdtemp(join(tmpdir(), 'parley-page-'))
  const folder = join(outer, 'page')
  await mkdir(join(folder, 'parts', 'folder.js'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<title>page</title>')
  await writeFile(join(folder, 'parts', 'app.js'), 'export {}')
  await writeFile(join(folder, '.env.json'), 'hidden')
  await writeFile(join(folder, 'notes.exe'), 'unknown kind')
  await writeFile(join(outer, 'secret.json'), 'outside')
  await symlink(join(outer, 'secret.json'), join(folder, 'link.json'))
  try {
    await use(folder)
  } finally {
    await rm(outer, { recursive: true })
  }
}

test(
  'front door: the page comes with a policy that takes nothing from elsewhere, nothing inline and no frame around it',
  time,
  () =>
    withFolder((folder) =>
      withFrontDoor({}, async ({ door }) => {
        door.page(folder)
        const { status, headers, text } = await ask(door.port, {
          path: '/',
          headers: { host: `localhost:${door.port}` },
        })
        assert.deepEqual(
          [status, headers['content-type'], text],
          [200, 'text/html; charset=utf-8', '<title>page</title>'],
        )
        const own = `localhost:${door.port}`
        const policy = String(headers['content-security-policy']).split('; ')
        const expected = ["default-src 'self'", `connect-src 'self' ws://${own} wss://${own}`, "object-src 'none'"]
        assert.deepEqual(policy, [...expected, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
        assert.equal(headers['x-frame-options'], 'DENY')
        assert.match(String(headers['permissions-policy']), /^microphone=\(self\)/)
        const script = await ask(door.port, { path: '/parts/app.js?v=1' })
        assert.deepEqual([script.status, script.headers['content-type']], [200, 'text/javascript; charset=utf-8'])
        assert.equal(
          (await ask(door.port, { path: '/', method: 'POST', headers: { authorization: 'Bearer x' } })).status,
          405,
        )
      }),
    ),
)

test(
  'front door: no path leads out of the page folder, to hidden files, to folders or to kinds it does not know',
  time,
  () =>
    withFolder((folder) =>
      withFrontDoor({}, async ({ door }) => {
        door.page(folder)
        const { port } = door
        const paths = [
          ...[
            '/../secret.json',
            '/parts/../../secret.json',
            '/%2e%2e/secret.json',
            '/..%2fsecret.json',
            '/..\\secret.json',
          ],
          ...[
            '/link.json',
            '/.env.json',
            '/parts/.env.json',
            '/parts',
            '/parts/',
            '/parts/folder.js',
            '/notes.exe',
            '/index',
          ],
          ...[
            '/index.html%00.js',
            '/index.html/',
            '/./index.html',
            '/parts//app.js',
            '/nothing.js',
            '/%',
            '/\u00e4.js',
            '/a b.js',
          ],
        ]
        for (const path of paths) {
          const answer = await sendRaw(
            port,
            `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
          )
          assert.ok([400, 404].includes(statusOf(answer)), `${path} ${answer.slice(0, 40)}`)
          assert.doesNotMatch(answer, /outside|hidden|unknown kind/)
        }
      }),
    ),
)

test('front door: whatever path is asked for, finding an asset stays inside the folder and never fails', time, () =>
  withFolder(async (folder) => {
    const segment = fc.oneof(
      fc.constantFrom('..', '.', 'parts', 'app.js', 'link.json', 'secret.json', '%2e%2e', '\0', ''),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 6 }), async (segments) => {
        const asset = await findAsset(folder, `/${segments.join('/')}`)
        assert.doesNotMatch(Buffer.from(asset?.bytes ?? []).toString(), /outside|hidden/)
      }),
      { numRuns: 500 },
    )
  }),
)

test('front door: a page can come from a function, which is asked for plain paths only', time, () =>
  withFrontDoor({}, async ({ door }) => {
    const asked: string[] = []
    door.page((path) => {
      asked.push(path)
      return path === '/index.html' ? { contentType: 'text/html', bytes: Buffer.from('made') } : undefined
    })
    assert.equal((await ask(door.port, { path: '/' })).text, 'made')
    assert.equal((await ask(door.port, { path: '/a/../b' })).status, 404)
    assert.equal((await ask(door.port, { path: '/no.js' })).status, 404)
    assert.deepEqual(asked, ['/index.html', '/no.js'])
  }),
)
