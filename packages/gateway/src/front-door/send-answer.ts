import type { ServerResponse } from 'node:http'
import type { Asset, DoorAnswer } from './door-routes.js'
import { ANSWER_HEADERS } from './door-routes.js'
import { encodeRefusal } from './refusal.js'
import type { Refusal } from './refusal.js'

/** On every answer. There is no header here that lets another origin in, and none that sets a cookie. */
const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

const DATA_HEADERS = {
  ...COMMON_HEADERS,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

export function sendAnswer(response: ServerResponse, { status, body, headers = {} }: DoorAnswer): void {
  const own = Object.fromEntries(ANSWER_HEADERS.flatMap((name) => (name in headers ? [[name, headers[name]]] : [])))
  const { type, text } = encodeBody(body)
  response.writeHead(status, {
    ...own,
    ...DATA_HEADERS,
    ...(type === undefined ? {} : { 'content-type': type }),
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function encodeBody(body: DoorAnswer['body']): { readonly type?: string; readonly text: string } {
  switch (body.type) {
    case 'json':
      return { type: 'application/json', text: `${JSON.stringify(body.value ?? null)}\n` }
    case 'text':
      return { type: body.contentType ?? 'text/plain; charset=utf-8', text: body.text }
    case 'empty':
      return { text: '' }
  }
}

/** Ends the connection as well: who was refused has nothing to reuse it for, and a body may still be on its way. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const text = encodeRefusal(refusal)
  response.writeHead(refusal.status, {
    ...refusal.headers,
    ...DATA_HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  })
  response.end(text)
}

/** `host` is a Host header that was found in the list of the door's own names. */
export function sendAsset(response: ServerResponse, asset: Asset, host: string): void {
  response.writeHead(200, {
    ...COMMON_HEADERS,
    'content-security-policy': pagePolicy(host),
    'permissions-policy': 'microphone=(self), camera=(), geolocation=(), display-capture=()',
    'cache-control': 'no-cache',
    'content-type': asset.contentType,
    'content-length': asset.bytes.byteLength,
  })
  response.end(asset.bytes)
}

/** Everything from here and nothing inline; the WebSocket is named because not every browser counts it as 'self'. */
function pagePolicy(host: string): string {
  return [
    "default-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    ...["object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ')
}
