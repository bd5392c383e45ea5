import type { AnyMessage } from '@agentclientprotocol/sdk'
import { decodeJsonObject } from '@parley/wire'

/** One line → a JSON-RPC message; undefined when it is none. Whether it makes sense is asked later. */
export function decodeAcpMessage(line: string): AnyMessage | undefined {
  const value = decodeJsonObject(line)
  if (value?.['jsonrpc'] !== '2.0') return undefined
  const { id, method } = value
  const hasId = typeof id === 'string' || typeof id === 'number'
  const isCall = typeof method === 'string' && (hasId || id === undefined)
  const isAnswer = method === undefined && hasId && ('result' in value || 'error' in value)
  return isCall || isAnswer ? (value as unknown as AnyMessage) : undefined
}
