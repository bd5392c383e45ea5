import type { Readable, Writable } from 'node:stream'
import type { AnyMessage, JsonRpcId, Stream } from '@agentclientprotocol/sdk'
import { decodeAcpMessage } from './decode-acp-message.js'
import { plainLine } from './plain-text.js'

/** A longer message is not read: there is no good reason for one. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
/** Programs print a line or two beside their messages; one that goes on with it speaks another language. */
export const MAX_GARBAGE_LINES = 1000

export interface AcpStream {
  /** For the SDK. It errors with what is wrong with the program's output, and ends with the output. */
  readonly stream: Stream
  /** The first line that was no message, for people; empty when all were. */
  readonly firstGarbage: string
}

/**
 * Messages over a program's pipes, one JSON object per line. Lines that are no messages, and answers to requests that nobody
 * has made, are counted and dropped. Backpressure holds both ways: who does not read slows the program down.
 */
export function createAcpStream(output: Readable, input: Writable): AcpStream {
  const awaited = new Set<JsonRpcId>()
  let garbageCount = 0
  let firstGarbage = ''
  const addGarbage = (line: string): void => {
    garbageCount += 1
    if (firstGarbage === '') firstGarbage = plainLine(line, 200)
    if (garbageCount <= MAX_GARBAGE_LINES) return
    throw new Error(`printed ${garbageCount} lines that are no messages of the protocol, the first: ${firstGarbage}`)
  }
  async function* read(): AsyncGenerator<AnyMessage, void> {
    for await (const bytes of linesOf(output)) {
      const line = bytes.toString('utf8').trim()
      if (line === '') continue
      const message = decodeAcpMessage(line)
      const isAwaited = message !== undefined && ('method' in message || awaited.delete(message.id))
      if (isAwaited) yield message
      else addGarbage(line)
    }
  }
  const messages = read()
  const readable = new ReadableStream<AnyMessage>(
    {
      async pull(controller) {
        const { value, done } = await messages.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        output.destroy()
      },
    },
    { highWaterMark: 1 },
  )
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ('method' in message && 'id' in message) awaited.add(message.id)
      return writeLine(input, JSON.stringify(message))
    },
  })
  return {
    stream: { readable, writable },
    get firstGarbage() {
      return firstGarbage
    },
  }
}

async function* linesOf(output: Readable): AsyncGenerator<Buffer, void> {
  let open: Buffer[] = []
  let size = 0
  for await (const chunk of bytesOf(output)) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...open, chunk.subarray(start, end)])
      open = []
      size = 0
      start = end + 1
    }
    open.push(chunk.subarray(start))
    size += chunk.length - start
    if (size > MAX_MESSAGE_BYTES) throw new Error(`sent a message of more than ${MAX_MESSAGE_BYTES} bytes`)
  }
}

async function* bytesOf(output: Readable): AsyncGenerator<Buffer, void> {
  const chunks: AsyncIterable<unknown> = output
  for await (const chunk of chunks) if (Buffer.isBuffer(chunk)) yield chunk
}

/** Resolves when the pipe takes more, or is gone: then the program's end tells. */
function writeLine(input: Writable, line: string): Promise<void> {
  if (input.destroyed || input.write(`${line}\n`)) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      input.off('drain', done)
      input.off('close', done)
      resolve()
    }
    input.once('drain', done)
    input.once('close', done)
  })
}
