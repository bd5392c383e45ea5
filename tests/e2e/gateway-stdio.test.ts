import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { isRecord } from '@parley/wire'
import { createGatewayHome, parleyProgram } from './support/gateway-process.js'
import { parseLine } from './support/parley-process.js'
import type { JsonLine } from './support/parley-process.js'

/** Asks one after the other, ends the input, and resolves with all that the program wrote until it ended. */
async function askOnStdio(args: readonly string[], requests: readonly object[]) {
  const home = await createGatewayHome()
  const child = spawn(process.execPath, [parleyProgram, 'app-server', ...args], {
    ...{ cwd: home.folder, env: home.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const lines: JsonLine[] = []
  const waiting = [...requests]
  const ask = (): void => {
    const request = waiting.shift()
    if (request === undefined) child.stdin.end()
    else child.stdin.write(`${JSON.stringify(request)}\n`)
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parseLine(line)
    lines.push(message)
    if (message['id'] !== undefined) ask()
  })
  ask()
  await ended
  await home.remove()
  return { exitCode: child.exitCode, lines, stderr }
}

const initialize = { id: 1, method: 'initialize', params: { clientInfo: { name: 'editor', version: '1' } } }

describe('end to end: parley app-server', { timeout: 60_000 }, () => {
  for (const args of [['--ephemeral'], []]) {
    it(`gateway: on standard streams the same methods are served, with logs beside them${args.length === 0 ? ', and kept' : ''}`, async () => {
      const { exitCode, lines, stderr } = await askOnStdio(args, [
        initialize,
        { id: 2, method: 'thread/start', params: {} },
        { id: 3, method: 'conversation/list', params: {} },
        { id: 4, method: 'conversation/nothing', params: {} },
      ])
      assert.equal(exitCode, 0)
      const answerTo = (id: number): JsonLine | undefined => lines.find((line) => line['id'] === id)
      const started = answerTo(2)?.['result']
      assert.ok(isRecord(started) && isRecord(started['thread']))
      const listed = answerTo(3)?.['result']
      assert.ok(isRecord(listed) && Array.isArray(listed['conversations']) && listed['conversations'].length === 1)
      const error = answerTo(4)?.['error']
      assert.equal(isRecord(error) ? error['code'] : undefined, -32601)
      assert.ok(lines.some(({ method }) => method === 'thread/started'))
      assert.match(stderr, /"event":"gateway.conversations"/)
    })
  }
})
