import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openFileJournal } from './open-file-journal.js'

const program = fileURLToPath(new URL('../testing/append-until-killed.js', import.meta.url))
const RUNS = 10

/** Lets it append, kills it after so many acknowledgements, and gives all of them. */
async function appendAndKill(path: string, run: number, killAfter: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, path, `run${run}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line)
    if (acknowledged.length === killAfter) child.kill('SIGKILL')
  }
  await exited
  // The last line may have been cut by the kill; a whole one ends in a number.
  return acknowledged.filter((recordId) => /^run\d+:\d+$/.test(recordId)).slice(0, -1)
}

test(
  'journal: file: killed at random moments, every acknowledged record is there, in order',
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-crash-'))
    const path = join(folder, 'journal.jsonl')
    const acknowledged: string[] = []
    try {
      for (let run = 0; run < RUNS; run++) {
        acknowledged.push(...(await appendAndKill(path, run, 1 + Math.floor(Math.random() * 400))))
        const journal = await openFileJournal({ path })
        const there: string[] = []
        for await (const { record } of journal.read()) there.push(record.recordId)
        await journal.close()
        const known = new Set(there)
        assert.equal(known.size, there.length, 'no record twice')
        assert.deepEqual(
          acknowledged.filter((recordId) => !known.has(recordId)),
          [],
        )
        const numbers = there.filter((id) => id.startsWith(`run${run}:`)).map((id) => Number(id.split(':')[1]))
        assert.deepEqual(
          numbers,
          numbers.toSorted((one, other) => one - other),
        )
        assert.ok(journal.damage.every(({ kind }) => kind === 'torn'))
      }
      assert.ok(acknowledged.length > RUNS)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
