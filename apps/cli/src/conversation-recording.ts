import type { WriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createRecorder } from '@parley/conversation'
import type { ConversationOptions } from '@parley/conversation'
import { ParleyError } from '@parley/wire'

/** A conversation's log on its way into a file. Whoever opens it closes it, after the conversation has ended. */
export interface ConversationRecording {
  readonly record: NonNullable<ConversationOptions['record']>
  /** Resolves with the number of steps when all is written; rejects where it could not be. */
  close(): Promise<number>
}

/** Keys that this process knows of; none of them may stand in a log. */
const KEY_VARIABLES = ['PARLEY_API_KEY', 'OPENAI_API_KEY', 'PARLEY_RESPONDER_KEY']

/** `keyNames`: of further environment variables that hold keys. */
export async function openConversationRecording(
  path: string,
  keyNames: readonly string[] = [],
): Promise<ConversationRecording> {
  const stream = await openStream(path)
  let failure: Error | undefined
  stream.on('error', (error) => (failure = error))
  const secrets = [...KEY_VARIABLES, ...keyNames].flatMap((name) => process.env[name] ?? [])
  const recorder = createRecorder({ secrets, write: (line) => void stream.write(line) })
  return {
    record: recorder.record,
    close: async () => {
      await new Promise<void>((done) => {
        stream.once('close', done)
        stream.end()
      })
      if (failure !== undefined) throw unwritable(path, failure)
      return recorder.stepCount
    },
  }
}

async function openStream(path: string): Promise<WriteStream> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true })
    const handle = await open(path, 'w')
    return handle.createWriteStream()
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): ParleyError {
  return new ParleyError('config', `${path} cannot be written; name another file with --record`, { cause })
}
