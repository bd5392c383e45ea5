import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CLOSE_CODES } from './close-codes.js'
import { DEFAULT_LIMITS } from './door-limits.js'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8')

test('front door: the page on security names every limit with its default, and no other', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (\d+) +\|/gm)].map(
    ([, name = '', value]) => [name, Number(value)] as const,
  )
  assert.deepEqual(Object.fromEntries(rows), { ...DEFAULT_LIMITS })
})

test('front door: the page on security names every code with which the door closes a socket', () => {
  for (const code of Object.values(CLOSE_CODES)) assert.match(page, new RegExp(`^\\| ${code} `, 'm'))
})
