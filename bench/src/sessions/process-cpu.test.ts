import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProcessCpu } from './process-cpu.js'

test('bench: the CPU time of a process grows with its work', { skip: process.platform !== 'linux' }, () => {
  const before = readProcessCpu(process.pid) ?? assert.fail('no figures for this process')
  const until = process.cpuUsage().user + 100_000
  while (process.cpuUsage().user < until) Math.sqrt(2)
  const after = readProcessCpu(process.pid) ?? assert.fail('no figures for this process')
  assert.ok(after.mainMs - before.mainMs >= 50)
  assert.ok(after.totalMs >= after.mainMs)
})

test('bench: a process that does not exist has no CPU time', () => {
  assert.equal(readProcessCpu(2 ** 30), undefined)
})
