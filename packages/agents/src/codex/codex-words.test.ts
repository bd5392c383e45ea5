import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandWords, oneLine, reasoningHeading } from './codex-words.js'
import { toAsk } from './codex-asks.js'
import type { CodexAsk } from './codex-asks.js'
import { decodeCodexMessage } from './decode-codex-message.js'
import { isOutsideOf, shownPath } from './folder-paths.js'

test('codex: a command is shown without its shell only where nothing else is taken away', () => {
  const cases = [
    ["/bin/bash -lc 'echo a; rm b'", 'echo a; rm b'],
    ['/bin/bash -lc ls', 'ls'],
    ['bash -c "node -e \\"f(\'x\')\\""', 'node -e "f(\'x\')"'],
    ['/bin/zsh -lc "echo $HOME"', '/bin/zsh -lc "echo $HOME"'],
    ["/bin/bash -lc 'a' && rm -rf /", "/bin/bash -lc 'a' && rm -rf /"],
    ["/bin/bash -lc 'a'\"'\"'b'", "/bin/bash -lc 'a'\"'\"'b'"],
    ['/bin/bash -lc "a" "b"', '/bin/bash -lc "a" "b"'],
    ["evil.sh -c 'a'", "evil.sh -c 'a'"],
  ] as const
  for (const [command, words] of cases) assert.equal(commandWords(command), words)
})

test('codex: a title is one line without control characters, and cut', () => {
  assert.equal(oneLine('a\u001b[31m\nb\u2028c', 100), 'a [31m b c')
  assert.equal(oneLine('x'.repeat(50), 10), `${'x'.repeat(8)} …`)
})

test('codex: of a summary the heading is told', () => {
  assert.equal(reasoningHeading(['**First**\n\ntext', '**Looking at\nthe tests** and more']), 'Looking at the tests')
  assert.equal(reasoningHeading(['plain words', ' ']), 'plain words')
  assert.equal(reasoningHeading([]), '')
})

test('codex: a path is outside when its name leads out of the folder', () => {
  const cases = [
    ['/home/a', '/home/a/b.txt', false],
    ['/home/a/', '/home/a', false],
    ['/home/a', 'b/../c', false],
    ['/home/a', '../a/b', false],
    ['/home/a', '../ab', true],
    ['/home/a', '/home/ab', true],
    ['/home/a', '/home/a/../../etc/passwd', true],
    ['/home/a', '/', true],
    ['C:\\work', 'C:\\work\\b', false],
    ['C:\\work', 'D:\\work\\b', true],
  ] as const
  for (const [folder, path, isOutside] of cases) assert.equal(isOutsideOf(folder, path), isOutside, `${folder} ${path}`)
  assert.equal(shownPath('/home/a', '/home/a/b/c.txt'), 'b/c.txt')
  assert.equal(shownPath('/home/a', '/etc/passwd'), '/etc/passwd')
})

function askOf(method: string, params: unknown): CodexAsk {
  const message = decodeCodexMessage(JSON.stringify({ id: 1, method, params }))
  assert.ok(message.type === 'request')
  return toAsk(message.request, {
    ...{ workingDirectory: '/home/a', nowMs: 5000 },
    changesOf: (itemId) =>
      itemId === 'known'
        ? [
            { path: '/etc/hosts', kind: { type: 'delete', move_path: undefined }, diff: 'localhost\n' },
            { path: '/home/a/x', kind: { type: 'update', move_path: '/home/a/y' }, diff: '@@ -1 +1 @@\n-a\n+b\n' },
          ]
        : undefined,
  })
}

function askedOf(method: string, params: unknown) {
  const ask = askOf(method, params)
  assert.ok(ask.kind === 'permission', ask.kind)
  return ask
}

test('codex: what leaves the machine is asked for as that', () => {
  const networkApprovalContext = { host: 'example.org', protocol: 'https' }
  const { asked } = askedOf('item/commandExecution/requestApproval', {
    itemId: 'x',
    command: 'curl',
    networkApprovalContext,
  })
  assert.deepEqual([asked.toolKind, asked.title], ['network', 'Connect to example.org (https)'])
  const more = { network: { enabled: true }, fileSystem: null }
  const other = askedOf('item/commandExecution/requestApproval', {
    itemId: 'x',
    command: 'curl x',
    additionalPermissions: more,
  })
  assert.deepEqual([other.asked.toolKind, other.asked.title], ['network', 'Run the command curl x'])
})

test('codex: what deletes is asked for as deleting, what reaches outside as outside', () => {
  const { asked } = askedOf('item/fileChange/requestApproval', { itemId: 'known', reason: null, grantRoot: null })
  assert.deepEqual([asked.toolKind, asked.isOutside], ['delete', true])
  assert.equal(asked.title, 'Change x (moved to y) and delete /etc/hosts')
  assert.match(
    asked.details?.diff ?? '',
    /^--- a\/\/etc\/hosts\n\+\+\+ \/dev\/null\n-localhost\n--- a\/x\n\+\+\+ b\/y\n@@/,
  )
  const root = askedOf('item/fileChange/requestApproval', { itemId: 'known', grantRoot: '/etc' }).asked
  assert.match(root.title, /and from then on anything under \/etc$/)
})

test('codex: changes that nobody has seen are treated like the worst', () => {
  const { asked } = askedOf('item/fileChange/requestApproval', { itemId: 'unknown' })
  assert.deepEqual([asked.toolKind, asked.title], ['other', 'Change files, which it does not name'])
})

test('codex: further rights are named, granted for this turn only, and denied as none', () => {
  const permissions = {
    network: { enabled: true },
    fileSystem: { read: null, write: ['/etc'], entries: [{ path: { type: 'path', path: '/root' }, access: 'write' }] },
  }
  const { asked, replies } = askedOf('item/permissions/requestApproval', {
    cwd: '/home/a',
    reason: 'need',
    permissions,
  })
  assert.deepEqual([asked.toolKind, asked.isOutside], ['other', true])
  assert.match(asked.title, /use the network and write \/etc and use .*\/root/)
  assert.equal(replies.granted['scope'], 'turn')
  assert.deepEqual(replies.denied, { permissions: {}, scope: 'turn' })
})

test('codex: the older requests are asked and answered in their own words', () => {
  const exec = askedOf('execCommandApproval', { command: ['rm', 'x'], cwd: '/etc', reason: null })
  assert.deepEqual([exec.asked.title, exec.asked.isOutside], ['Run the command rm x', true])
  assert.deepEqual(exec.replies.granted, { decision: 'approved' })
  const patch = askedOf('applyPatchApproval', {
    fileChanges: { '/home/a/z': { type: 'add', content: '' } },
    reason: null,
  })
  assert.deepEqual([patch.asked.toolKind, patch.asked.title], ['edit', 'Add z'])
})

test('codex: a server of tools may ask yes or no; a form is declined', () => {
  const base = { threadId: 't', turnId: null, serverName: 'mail', mode: 'form', message: 'Send it?' }
  const plain = askedOf('mcpServer/elicitation/request', {
    ...base,
    requestedSchema: { type: 'object', properties: {} },
  })
  assert.deepEqual([plain.asked.toolKind, plain.asked.title], ['other', 'mail: Send it?'])
  assert.equal(plain.replies.granted['action'], 'accept')
  const form = askOf('mcpServer/elicitation/request', { ...base, requestedSchema: { properties: { to: {} } } })
  assert.ok(form.kind === 'settled' && form.result['action'] === 'decline')
})
