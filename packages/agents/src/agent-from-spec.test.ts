import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RunEnded } from '@parley/conversation'
import { encodeDelegation } from '@parley/wire'
import { agentFromSpec } from './agent-from-spec.js'
import { createCommandAgent } from './command/command-agent.js'
import { folderAgentCommand } from './folder-agent.js'

test('agents: a spec names its kind and what to run', () => {
  assert.equal(agentFromSpec('command:node agent.mjs').name, 'command')
  assert.equal(agentFromSpec("command:sh -c 'echo a:b'").name, 'command')
})

test('agents: an unknown kind is refused with the known ones', () => {
  for (const spec of ['nobody:x', '', 'toString:x', 'node agent.mjs']) {
    assert.throws(() => agentFromSpec(spec), /Known: folder, codex, .*acp:'PROGRAM ARGS…', command:'PROGRAM/)
  }
  assert.throws(() => agentFromSpec('command:'), /names nothing to run/)
  assert.throws(() => agentFromSpec('command'), /names nothing to run/)
})

test('folder agent: it answers about its folder, through recognition errors, and says when it did not understand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-folder-'))
  writeFileSync(join(folder, 'small.txt'), 'one\ntwo\n')
  writeFileSync(join(folder, 'large.md'), 'x'.repeat(5000))
  const questions: readonly (readonly [request: string, answer: RegExp])[] = [
    ['how many files are in this folder', /^There are 2 files in the folder parley-folder-/],
    ['uh how many file are there', /^There are 2 files/],
    ['please list the files', /I see large\.md, small\.txt\.$/],
    ['what is the biggest file', /^The biggest file is large\.md with 5 kilobytes\.$/],
    ['count the lines', /^There are 3 lines in 2 text files\.$/],
    ['what time is it', /^It is \d+:\d\d [AP]M\.$/],
    ['show me the last commits', /^The folder .* has no commits\.$/],
    ['git status', /not under version control/],
    ['paint the moon', /^I did not understand that\./],
    ['', /^I did not understand that\./],
  ]
  const agent = createCommandAgent({ command: folderAgentCommand(), workingDirectory: folder })
  for (const [input, answer] of questions) {
    const envelope = encodeDelegation({ input, transcript: [] })
    let ended: RunEnded | undefined
    for await (const event of agent.start({ taskId: 't', input, envelope }, {}).events) {
      if (event.type === 'ended') ended = event
    }
    assert.ok(ended?.outcome === 'finished', JSON.stringify(ended))
    assert.match(ended.spoken ?? ended.result, answer, input)
  }
  rmSync(folder, { recursive: true })
})
