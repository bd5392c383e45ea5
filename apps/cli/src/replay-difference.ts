import type { ConversationEffect, ReplayedStep } from '@parley/conversation'

/** Columns of one side. */
const SIDE_WIDTH = 58
const BAR = ' │ '

/** A step whose effects are not those of the recording: both sides, one beside the other, an effect per line or more. */
export function describeDifference({ stepIndex, atMs, input, recorded, replayed }: ReplayedStep): readonly string[] {
  const count = Math.max(recorded.length, replayed.length)
  const rows = Array.from({ length: count }, (_, index) => {
    const [left, right] = [toText(recorded[index]), toText(replayed[index])]
    return sideBySide(left === right ? ' ' : '≠', left, right)
  })
  return [
    `step ${stepIndex} at ${(atMs / 1000).toFixed(3)} s: ${JSON.stringify(input)}`,
    `  ${'recorded'.padEnd(SIDE_WIDTH)}${BAR}replayed`,
    ...rows.flat(),
  ]
}

function toText(effect: ConversationEffect | undefined): string {
  return effect === undefined ? '(nothing)' : JSON.stringify(effect)
}

function sideBySide(mark: string, left: string, right: string): readonly string[] {
  const [lefts, rights] = [wrap(left), wrap(right)]
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) => {
    const side = (lefts[index] ?? '').padEnd(SIDE_WIDTH)
    return `${index === 0 ? mark : ' '} ${side}${BAR}${rights[index] ?? ''}`.trimEnd()
  })
}

function wrap(text: string): readonly string[] {
  const lines: string[] = []
  for (let start = 0; start < text.length; start += SIDE_WIDTH) lines.push(text.slice(start, start + SIDE_WIDTH))
  return lines
}
