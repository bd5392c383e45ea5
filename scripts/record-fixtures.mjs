#!/usr/bin/env node
// Records the logs that the replay tests run: one whole spoken turn for each dialect, by the command itself, and one
// conversation with the real Codex, trimmed.
//   npm run record-fixtures                        real runs: embedded server, local speech, folder agent or Codex
//   npm run record-fixtures -- --only=spoken-codex only the logs of this name
//   npm run record-fixtures -- --restep            keeps the recorded inputs and writes down what the machine does with them now
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const LOGS = join(ROOT, 'packages/conversation/fixtures/logs')
const DIALECTS = ['realtime', 'quicksilver']
/** Stands in the logs for the folder that was talked about. */
const SHOWN_FOLDER = '/home/user/project'

function record(dialect) {
  const temporary = mkdtempSync(join(tmpdir(), 'parley-fixtures-'))
  const folder = join(temporary, 'project')
  try {
    mkdirSync(folder)
    for (const name of ['one.txt', 'two.txt', 'three.md']) writeFileSync(join(folder, name), `${name}\n`)
    const log = join(temporary, 'log.jsonl')
    const said = ['--fast', '--dialect', dialect, '--out', join(temporary, 'reply.wav'), '--record', log]
    const program = [join(ROOT, 'apps/cli/bin/parley.js'), 'say', join(ROOT, 'apps/cli/assets/request.wav'), ...said]
    const { status } = spawnSync(process.execPath, program, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) throw new Error(`parley say --dialect ${dialect} ended with ${status}`)
    return readFileSync(log, 'utf8').replaceAll(folder, SHOWN_FOLDER)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Asks the real Codex, which the interop tests install; without it the log stays as it is. */
async function recordSpokenCodex() {
  run('node_modules/typescript/bin/tsc', '-b', 'tests')
  const text = run('tests/dist/interop/support/record-spoken-codex.js', SHOWN_FOLDER)
  return trim(await decode(text, 'the conversation with Codex'))
}

function run(program, ...args) {
  const options = { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, program), ...args], options)
  if (status !== 0) throw new Error(`${program} ended with ${status}`)
  return stdout
}

/** Without what changes nothing, and with each run of sound as one sound that is played in one go. */
async function trim({ settings, steps }) {
  const { createConversationState, encodeRecording, stepConversation } = await import('@parley/conversation')
  let state = createConversationState(settings)
  const kept = []
  for (const input of joinSounds(steps.map((step) => step.input))) {
    const next = stepConversation(state, input)
    if (next.effects.length === 0 && isDeepStrictEqual(next.state, state)) continue
    kept.push({ input, effects: next.effects })
    state = next.state
  }
  return encodeRecording({ settings, steps: kept })
}

function joinSounds(inputs) {
  const joined = []
  for (const input of inputs) {
    const sound = soundOf(input)
    const same = sound && joined.slice(-2).find((other) => soundOf(other)?.key === sound.key)
    if (!same) joined.push(structuredClone(input))
    else if (input.type === 'played') same.playedMs = input.playedMs
    else same.event.audioMs += input.event.audioMs
  }
  return joined
}

function soundOf({ type, itemId, event }) {
  if (type === 'played') return { key: `played ${itemId}` }
  return type === 'connection' && event.type === 'audio_out' ? { key: `sound ${event.itemId}` } : undefined
}

async function decode(text, name) {
  const { decodeRecording } = await import('@parley/conversation')
  return decodeRecording(text, name)
}

async function restep(name) {
  const { encodeRecording, replayRecording } = await import('@parley/conversation')
  const path = join(LOGS, `${name}.jsonl`)
  const recording = await decode(readFileSync(path, 'utf8'), path)
  const steps = [...replayRecording(recording)].map(({ input, replayed }) => ({ input, effects: replayed }))
  return encodeRecording({ settings: recording.settings, steps })
}

const logs = { ...Object.fromEntries(DIALECTS.map((name) => [name, record])), 'spoken-codex': recordSpokenCodex }
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length)

mkdirSync(LOGS, { recursive: true })
for (const [name, recordLog] of Object.entries(logs)) {
  if (only !== undefined && name !== only) continue
  const text = process.argv.includes('--restep') ? await restep(name) : await recordLog(name)
  writeFileSync(join(LOGS, `${name}.jsonl`), text)
  console.log(`${name}: ${text.split('\n').length - 2} steps`)
}
