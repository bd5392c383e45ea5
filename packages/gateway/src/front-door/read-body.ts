import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeBoundedJson } from './bounded-json.js'
import type { DoorLimits } from './door-limits.js'
import type { Refusal } from './refusal.js'

export type ReadBody =
  | { readonly isRead: true; readonly body: unknown }
  | { readonly isRead: false; readonly refusal: Refusal }
  /** The client has gone, or was cut off by a timeout: there is nobody to answer. */
  | { readonly isRead: false; readonly refusal: undefined }

/** So many times the limit is read and thrown away, so that the client sees the refusal and not a broken line. */
const DISCARDED_TIMES = 4

/** The JSON body of a request within the limits; `undefined` where it has none. */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: DoorLimits,
): Promise<ReadBody> {
  if (!hasBody(request)) return { isRead: true, body: undefined }
  const { headers } = request
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(headers['content-type'] ?? '')) {
    return refuse(415, 'no_json', 'Send JSON with "content-type: application/json".')
  }
  if (headers['content-encoding'] !== undefined) return refuse(415, 'encoded_body', 'Send the body uncompressed.')
  const { maxBodyBytes } = limits
  const tooLarge = refuse(413, 'body_too_large', `A body has at most ${maxBodyBytes} bytes.`)
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes * DISCARDED_TIMES) return tooLarge
  if (headers.expect !== undefined) response.writeContinue()
  const bytes = await readBytes(request, maxBodyBytes)
  if (bytes === 'gone') return { isRead: false, refusal: undefined }
  return bytes === 'too-large' ? tooLarge : decodeBody(bytes, limits.maxJsonDepth)
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large' | 'gone'> {
  return new Promise((resolve) => {
    let parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= maxBytes) parts.push(part)
      else parts = []
      if (size > maxBytes * DISCARDED_TIMES) resolve('too-large')
    })
    request.on('end', () => resolve(size > maxBytes ? 'too-large' : Buffer.concat(parts)))
    request.on('error', () => resolve('gone'))
    request.on('close', () => resolve('gone'))
  })
}

function decodeBody(bytes: Buffer, maxDepth: number): ReadBody {
  const text = decodeUtf8(bytes)
  if (text === undefined) return refuse(400, 'bad_json', 'The body is no UTF-8.')
  const decoded = decodeBoundedJson(text, maxDepth)
  if (decoded.isJson) return { isRead: true, body: decoded.value }
  if (decoded.fault === 'no-json') return refuse(400, 'bad_json', 'The body is no JSON.')
  return refuse(400, 'json_too_deep', `JSON is nested at most ${maxDepth} levels deep.`)
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function refuse(status: Refusal['status'], reason: string, message: string): ReadBody {
  return { isRead: false, refusal: { status, reason, message } }
}
