import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('../../../examples/', import.meta.url))

describe('examples', { timeout: 60_000 }, () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.mjs'))) {
    it(`${name} runs and checks itself`, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: folder })
      assert.notEqual(stdout.trim(), '')
    })
  }
})
