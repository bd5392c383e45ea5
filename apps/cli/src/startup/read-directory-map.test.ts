import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { isPrivateName } from './is-private-name.js'
import { readDirectoryMap } from './read-directory-map.js'

async function createFolder(context: TestContext, paths: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-map-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), 'CANARY')
  }
  return folder
}

test('startup context: the map shows folders before files, in order, with their depth', async (context) => {
  const folder = await createFolder(context, ['b.ts', 'a.ts', 'src/main.ts', 'src/deep/er/est/file.ts'])
  assert.equal(await readDirectoryMap(folder), 'src/\n  deep/\n    er/\n  main.ts\na.ts\nb.ts')
})

test('startup context: secrets and dot files stay out of the map, wherever they are', async (context) => {
  const secrets = ['.env', '.env.local', '.git/config', 'key.pem', 'id_rsa', 'id_ed25519.pub', 'node_modules/x/y.js']
  const nested = ['.ssh/known_hosts', 'src/.env', 'src/server.key', 'src/credentials.json', 'src/secrets.yaml']
  const folder = await createFolder(context, [...secrets, ...nested, 'src/main.ts'])
  assert.equal(await readDirectoryMap(folder), 'src/\n  main.ts')
})

test('startup context: what git ignores stays out of the map', async (context) => {
  const folder = await createFolder(context, ['dist/out.js', 'src/main.ts', 'src/trace.log', 'src/dist/x.js'])
  execFileSync('git', ['init', '-q'], { cwd: folder })
  await writeFile(join(folder, '.gitignore'), '/dist\n*.log\n')
  assert.equal(await readDirectoryMap(folder), 'src/\n  dist/\n    x.js\n  main.ts')
})

test('startup context: the map is bounded in depth, in all and per folder, and follows no link', async (context) => {
  const files = Array.from({ length: 30 }, (_, index) => `many/file${String(index).padStart(2, '0')}.ts`)
  const folder = await createFolder(context, [...files, 'a/b/c/d/e.ts'])
  await symlink('/', join(folder, 'everything'))
  const map = await readDirectoryMap(folder, { maxDepth: 2, maxEntriesPerFolder: 3 })
  assert.equal(map, 'a/\n  b/\nmany/\n  file00.ts\n  file01.ts\n  file02.ts\n  (27 more)')
  assert.equal((await readDirectoryMap(folder, { maxEntries: 5 })).split('\n').length, 5)
})

test('startup context: no content of a file and no line break of a name gets into the map', async (context) => {
  const folder = await createFolder(context, ['odd\nname.ts'])
  assert.equal(await readDirectoryMap(folder), 'odd?name.ts')
})

test('startup context: a folder that cannot be read gives an empty map', async () => {
  assert.equal(await readDirectoryMap('/nonexistent/folder'), '')
})

test('startup context: ordinary names are not private', () => {
  for (const name of ['main.ts', 'README.md', 'environment.ts', 'keyboard.ts', 'secretary.txt', 'idea.md']) {
    assert.ok(!isPrivateName(name), name)
  }
})
