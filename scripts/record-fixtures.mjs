#!/usr/bin/env node
// Records the logs that the replay tests run: one whole spoken turn for each dialect, by the command itself.
//   npm run record-fixtures               real runs: embedded server, local speech, folder agent
//   npm run record-fixtures -- --restep   keeps the recorded inputs and writes down what the machine does with them now
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

async function restep(dialect) {
  const { decodeRecording, encodeRecording, replayRecording } = await import('@parley/conversation')
  const path = join(LOGS, `${dialect}.jsonl`)
  const recording = decodeRecording(readFileSync(path, 'utf8'), path)
  const steps = [...replayRecording(recording)].map(({ input, replayed }) => ({ input, effects: replayed }))
  return encodeRecording({ settings: recording.settings, steps })
}

mkdirSync(LOGS, { recursive: true })
for (const dialect of DIALECTS) {
  const text = process.argv.includes('--restep') ? await restep(dialect) : record(dialect)
  writeFileSync(join(LOGS, `${dialect}.jsonl`), text)
  console.log(`${dialect}: ${text.split('\n').length - 2} steps`)
}
