import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProcessCpu } from './process-cpu.js'

const cpuNow = () => readProcessCpu(process.pid) ?? assert.fail('no figures for this process')

test(
  'bench: the CPU time of a process grows with its work',
  { skip: process.platform !== 'linux', timeout: 60_000 },
  () => {
    const before = cpuNow()
    // The kernel rounds threads and processes apart, so nothing is said about one against the other.
    const hasGrown = (): boolean => {
      const now = cpuNow()
      return now.mainMs >= before.mainMs + 50 && now.totalMs >= before.totalMs + 50
    }
    while (!hasGrown()) for (let n = 0; n < 1_000_000; n++) Math.sqrt(n)
  },
)

test('bench: a process that does not exist has no CPU time', () => {
  assert.equal(readProcessCpu(2 ** 30), undefined)
})
