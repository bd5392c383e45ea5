import type { IncomingMessage } from 'node:http'

/** The path as it was sent: nothing is decoded or normalized, so that two spellings are two paths. */
export function pathOf({ url }: IncomingMessage): string {
  return (url ?? '').split('?', 1)[0] ?? ''
}

export function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const at = url.indexOf('?')
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1))
}
