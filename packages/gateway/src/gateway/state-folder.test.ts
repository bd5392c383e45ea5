import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { generateToken } from '../front-door/access-token.js'
import { readKeptToken } from './kept-token.js'
import { defaultStateFolder, prepareStateFolder } from './state-folder.js'

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-state-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('gateway state: the folder is for its owner only, also one that was open to others', async (context) => {
  const parent = await folderOf(context)
  await prepareStateFolder(join(parent, 'a', 'b'))
  assert.equal((await stat(join(parent, 'a', 'b'))).mode & 0o777, 0o700)
  await mkdir(join(parent, 'open'), { mode: 0o755 })
  await prepareStateFolder(join(parent, 'open'))
  assert.equal((await stat(join(parent, 'open'))).mode & 0o777, 0o700)
})

test('gateway state: what is no folder is refused with what to do', async (context) => {
  const file = join(await folderOf(context), 'file')
  await writeFile(file, '')
  await assert.rejects(prepareStateFolder(file), { code: 'config', message: /cannot be used: .*--state-dir/ })
})

test('gateway state: it lies where XDG says, which has to be absolute', () => {
  assert.equal(defaultStateFolder({ XDG_STATE_HOME: '/x' }, '/home/me'), '/x/parley')
  assert.equal(defaultStateFolder({ XDG_STATE_HOME: 'x' }, '/home/me'), '/home/me/.local/state/parley')
  assert.equal(defaultStateFolder({}, '/home/me'), '/home/me/.local/state/parley')
})

test('gateway state: a token is taken up again only as it was made, and only from a file that nobody else can read', async (context) => {
  const path = join(await folderOf(context), 'token')
  assert.equal(await readKeptToken(path), undefined)
  const token = generateToken().reveal()
  await writeFile(path, `${token}\n`, { mode: 0o600 })
  assert.equal((await readKeptToken(path))?.reveal(), token)
  await chmod(path, 0o640)
  assert.equal(await readKeptToken(path), undefined)
  await chmod(path, 0o600)
  for (const text of ['a-token-that-somebody-has-chosen-0123456789', `${token}x`, `x${token}`, '']) {
    await writeFile(path, text)
    assert.equal(await readKeptToken(path), undefined, text)
  }
})
