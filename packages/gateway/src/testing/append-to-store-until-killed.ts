import { argv, kill, pid, stdout } from 'node:process'
import type { JournalRecord } from '@parley/conversation'
import { openSqliteJournalStore } from '../journals/sqlite/open-sqlite-journal-store.js'

/**
 * A program for crash tests: appends records and events to the conversations of a store until it is killed, and writes a
 * line for each record that was acknowledged (`record CONVERSATION ID`) and each event that has its number
 * (`event CONVERSATION SEQUENCE`). Arguments: the file; what tells its runs apart; after how many acknowledgements it
 * kills itself, in the same instant, 0 for never; `durable`, or `early` for one that is broken: it acknowledges at once.
 */
const [file = '', run = '', killAfter = '0', way = 'durable'] = argv.slice(2)
const CONVERSATIONS = ['one', 'two', 'three']
const AT_ONCE = 8

const store = await openSqliteJournalStore({ file, maxEvents: 50 })
let acknowledged = 0

/** Writing to a pipe has happened when it returns. */
function say(line: string): void {
  stdout.write(`${line}\n`)
}

function recordOf(recordId: string, number: number): JournalRecord {
  const result = 'x'.repeat((number * 37) % 2000)
  return { kind: 'task-ended', recordId, atMs: number, taskId: recordId, outcome: 'finished', result }
}

async function appendForEver(conversationId: string): Promise<void> {
  const journal = await store.open(conversationId)
  const appendOne = async (number: number): Promise<void> => {
    const recordId = `${run}:${number}`
    const saved = journal.append(recordOf(recordId, number))
    if (way === 'early') saved.catch(() => undefined)
    else await saved
    say(`record ${conversationId} ${recordId}`)
    acknowledged += 1
    if (acknowledged === Number(killAfter)) kill(pid, 'SIGKILL')
  }
  for (let number = 0; ; number += AT_ONCE) {
    say(`event ${conversationId} ${journal.appendEvent({ number })}`)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, offset) => appendOne(number + offset)))
    if (number % 400 === 0) await store.compact(conversationId)
  }
}

await Promise.all(CONVERSATIONS.map(appendForEver))
