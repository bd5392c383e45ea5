import { isRecord } from '@parley/wire'

/** Which task a tool call means, from its argument string. Models write `2`, `"2"` and `"task 2"`. */
export type NamedTask =
  | { readonly type: 'one'; readonly number: number }
  | { readonly type: 'none-named' }
  /** Something is there that is no number. */
  | { readonly type: 'unreadable'; readonly value: string }

const MAX_SHOWN = 40

/** Never throws. */
export function decodeTaskNumber(text: string): NamedTask {
  if (text.trim() === '') return { type: 'none-named' }
  const value = decodeArguments(text)
  if (!isRecord(value)) return unreadable(text)
  const task = value['task']
  if (task === undefined || task === null || task === '') return { type: 'none-named' }
  const digits = /^\s*(?:task\s*)?#?\s*(\d{1,6})\s*$/i.exec(
    typeof task === 'number' || typeof task === 'string' ? String(task) : '',
  )?.[1]
  return digits === undefined ? unreadable(JSON.stringify(task)) : { type: 'one', number: Number(digits) }
}

function decodeArguments(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(value: string): NamedTask {
  return { type: 'unreadable', value: value.slice(0, MAX_SHOWN).toWellFormed() }
}
