import { stdout } from 'node:process'
import { openFileJournal } from '../journals/open-file-journal.js'

/**
 * A program for crash tests: appends to the journal named by its first argument until it is killed, and writes the id
 * of each record that was acknowledged on a line of its own. The second argument tells its runs apart.
 */
const [path = '', run = ''] = process.argv.slice(2)
const journal = await openFileJournal({ path })
for (let number = 0; ; number += 4) {
  const ids = [0, 1, 2, 3].map((offset) => `${run}:${number + offset}`)
  await Promise.all(
    ids.map(async (recordId) => {
      const result = 'x'.repeat((number * 37) % 2000)
      const record = {
        kind: 'task-ended',
        recordId,
        atMs: number,
        taskId: recordId,
        outcome: 'finished',
        result,
      } as const
      await journal.append(record)
      stdout.write(`${recordId}\n`)
    }),
  )
}
