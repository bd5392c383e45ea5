import { decodeJsonObject, isRecord } from './json-object.js'
import type { JsonObject } from './json-object.js'

/** Content of the request that creates a call: an SDP offer and the session that the call begins with. */
export interface CallForm {
  readonly sdp: string
  /** `session` of a `session.update`, with `model`. */
  readonly session: JsonObject
}

const DEFAULT_BOUNDARY = 'parley-realtime-call-boundary'
const CRLF = '\r\n'

/**
 * Call form → body of `POST …/realtime/calls`: multipart with the parts `sdp` and `session`, in this order.
 * A boundary that occurs in the content is lengthened until it does not.
 */
export function encodeCallForm(form: CallForm & { readonly boundary?: string }): { contentType: string; body: string } {
  const session = JSON.stringify(form.session)
  const boundary = freeBoundary(form.boundary ?? DEFAULT_BOUNDARY, form.sdp + session)
  const parts = [encodePart('sdp', 'application/sdp', form.sdp), encodePart('session', 'application/json', session)]
  const body = parts.map((part) => `--${boundary}${CRLF}${part}${CRLF}`).join('') + `--${boundary}--${CRLF}`
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

function encodePart(name: string, contentType: string, content: string): string {
  return `Content-Disposition: form-data; name="${name}"${CRLF}Content-Type: ${contentType}${CRLF}${CRLF}${content}`
}

function freeBoundary(boundary: string, content: string): string {
  let free = boundary
  for (let count = 1; content.includes(free); count++) free = `${boundary}-${count}`
  return free
}

/** `param` is the part at fault. */
export type DecodedCallForm =
  | { readonly ok: true; readonly sdp: string; readonly session: JsonObject | undefined }
  | { readonly ok: false; readonly param: 'content-type' | 'sdp' | 'session'; readonly problem: string }

/**
 * Body of a call creation, in each form that clients send: multipart (parts `sdp` and, optionally, `session`), the SDP
 * alone (`application/sdp`), or JSON `{ sdp, session }`. Never throws.
 */
export function decodeCallForm(contentType: string | undefined, body: string | Uint8Array): DecodedCallForm {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  switch (mediaType) {
    case 'application/sdp':
      return checkForm(text, undefined)
    case 'application/json':
      return decodeJsonForm(text)
    case 'multipart/form-data':
      return decodeMultipartForm(contentType ?? '', text)
    default: {
      const problem = `is ${contentType === undefined ? 'missing' : `'${contentType}'`}; expected multipart/form-data, application/sdp or application/json`
      return { ok: false, param: 'content-type', problem }
    }
  }
}

function checkForm(sdp: unknown, session: JsonObject | undefined): DecodedCallForm {
  if (typeof sdp !== 'string' || sdp.trim() === '') return { ok: false, param: 'sdp', problem: 'is missing' }
  return { ok: true, sdp, session }
}

const NO_OBJECT = { ok: false, param: 'session', problem: 'is no JSON object' } as const

function decodeJsonForm(text: string): DecodedCallForm {
  const form = decodeJsonObject(text)
  const session = form?.['session'] ?? undefined
  return session === undefined || isRecord(session) ? checkForm(form?.['sdp'], session) : NO_OBJECT
}

function decodeMultipartForm(contentType: string, text: string): DecodedCallForm {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) return { ok: false, param: 'content-type', problem: 'names no boundary' }
  const parts = readParts(text, boundary)
  const sessionText = parts.get('session')
  if (sessionText === undefined) return checkForm(parts.get('sdp'), undefined)
  const session = decodeJsonObject(sessionText)
  return session === undefined ? NO_OBJECT : checkForm(parts.get('sdp'), session)
}

function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType)
  return match?.[1] ?? match?.[2]
}

/** Content of each named part; of two parts of one name the first. */
function readParts(text: string, boundary: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const part of (CRLF + text).split(`${CRLF}--${boundary}`).slice(1)) {
    if (part.startsWith('--')) break
    const headEnd = part.indexOf(CRLF + CRLF)
    const name = headEnd === -1 ? undefined : nameOf(part.slice(0, headEnd))
    if (name !== undefined && !parts.has(name)) parts.set(name, part.slice(headEnd + 2 * CRLF.length))
  }
  return parts
}

function nameOf(head: string): string | undefined {
  return /^content-disposition:[^\r\n]*;[ \t]*name="?([^";\r\n]*)/im.exec(head)?.[1]
}

/**
 * Call id in a `Location` header: the first path segment `rtc_…`, whatever host, prefix and query stand around it.
 */
export function callIdFromLocation(location: string | null | undefined): string | undefined {
  const path = location
    ?.replace(/^[a-z][a-z0-9+.-]*:/i, '')
    .replace(/^\/\/[^/?#]*/, '')
    .split(/[?#]/, 1)[0]
  return path?.split('/').find((segment) => /^rtc_[\w.~-]+$/.test(segment))
}
