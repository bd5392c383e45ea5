import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('./install-debian-packages.sh', import.meta.url))
const TOOLS = ['awk', 'env', 'grep', 'mktemp', 'rm', 'sed', 'tail']

/** Runs the script with nothing on its PATH but plain tools and these pretended programs. */
function runWith(t, programs) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-debian-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const tool of TOOLS) symlinkSync(findTool(tool), join(folder, tool))
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const env = { PATH: folder, CALLS: join(folder, 'calls') }
  writeFileSync(env.CALLS, '')
  const { status, stdout, stderr } = spawnSync('/bin/sh', [SCRIPT], { encoding: 'utf8', env })
  return { status, output: stdout + stderr, calls: readFileSync(env.CALLS, 'utf8') }
}

function findTool(name) {
  const folder = (process.env.PATH ?? '').split(delimiter).find((path) => isThere(join(path, name)))
  assert.ok(folder !== undefined, `there is no ${name} on this machine`)
  return join(folder, name)
}

function isThere(path) {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

const aptGet = 'echo "$@" >> "$CALLS"'
const nothingInstalled = { 'dpkg-query': 'exit 1', 'apt-get': aptGet, 'apt-cache': 'echo "  Candidate: 1.0"' }

describe('the Debian packages for tests', { skip: process.platform === 'win32' }, () => {
  test('where all are installed nothing is done and nothing said', (t) => {
    const { status, output, calls } = runWith(t, { 'dpkg-query': 'echo installed', 'apt-get': aptGet })
    assert.deepEqual([status, output, calls], [0, '', ''])
  })

  test('root gets what is missing, each package named with its reason', (t) => {
    const { status, output, calls } = runWith(t, { ...nothingInstalled, id: 'echo 0' })
    assert.equal(status, 0)
    assert.match(
      output,
      /^Installing from Debian, for tests:\n {2}pocketsphinx-testdata +recordings of real human voices/,
    )
    assert.match(calls, /^install -y .*--no-install-recommends pocketsphinx-testdata libpocketsphinx3 /)
  })

  test('who is not root and has no sudo is told the command, and the tests go on', (t) => {
    const { status, output, calls } = runWith(t, { ...nothingInstalled, id: 'echo 1000' })
    assert.equal(status, 0)
    assert.match(output, /sudo apt-get install --no-install-recommends pocketsphinx-testdata/)
    assert.equal(calls, '')
  })

  test('what cannot be installed is said, and the tests go on', (t) => {
    const { status, output } = runWith(t, { ...nothingInstalled, id: 'echo 0', 'apt-get': 'echo no network; exit 100' })
    assert.equal(status, 0)
    assert.match(output, /no network[^]*could not be installed: tests that need them will be skipped/)
  })

  test('on a machine that is no Debian nothing is tried', (t) => {
    const { status, output } = runWith(t, {})
    assert.equal(status, 0)
    assert.match(output, /This is no Debian/)
  })
})
