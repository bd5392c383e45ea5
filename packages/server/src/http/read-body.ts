import type { IncomingMessage } from 'node:http'

/** The whole body, or `undefined` when it is longer than that. Rejects when the client breaks off. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxBytes) return undefined
  const chunks: Buffer[] = []
  let length = 0
  const incoming: AsyncIterable<Uint8Array> = request
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
