import { PHRASE_END, PHRASE_START, addCount } from '../ngram-counts.js'
import type { NgramCounts } from '../ngram-counts.js'
import { totalWeight } from './phrase-pattern.js'
import type { PhrasePattern } from './phrase-pattern.js'

/** One step through a pattern: the next word, how likely it is, and where it leads. */
interface Step {
  readonly word: string
  readonly share: number
  readonly to: PatternNode
}

/** A place between two words. What can follow is found out once, when somebody asks. */
interface PatternNode {
  /** Likelihood that a phrase passes here. */
  passed: number
  readonly steps: () => readonly Step[]
}

/**
 * Adds the expected number of each word sequence in a pattern, as if all its phrases had been written out, each
 * alternative equally likely. Nothing is written out: a pattern may stand for millions of phrases.
 */
export function countPattern(counts: NgramCounts, pattern: PhrasePattern, weight: number): void {
  const end: PatternNode = { passed: 0, steps: () => [] }
  const last = lazyNode(() => [{ word: PHRASE_END, share: 1, to: end }])
  const first = enterPattern(pattern, last)
  const start = lazyNode(() => [{ word: PHRASE_START, share: 1, to: first }])
  start.passed = weight
  for (const node of inOrder(start)) {
    if (node.passed > 0) countFrom(counts, node, [], node.passed)
  }
}

/** Counts every sequence of up to `order` words that begins at a node. */
function countFrom(counts: NgramCounts, node: PatternNode, history: readonly string[], passed: number): void {
  for (const { word, share, to } of node.steps()) {
    if (word !== PHRASE_START) addCount(counts, history, word, passed * share)
    if (history.length + 1 < counts.order) countFrom(counts, to, [...history, word], passed * share)
  }
}

/** All nodes that a word leads to, each after all that lead to it, with the likelihood of passing filled in. */
function inOrder(start: PatternNode): PatternNode[] {
  const finished: PatternNode[] = []
  const seen = new Set<PatternNode>()
  const visit = (node: PatternNode): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const { to } of node.steps()) visit(to)
    finished.push(node)
  }
  visit(start)
  const ordered = finished.reverse()
  for (const node of ordered) {
    for (const { share, to } of node.steps()) to.passed += node.passed * share
  }
  return ordered
}

function lazyNode(find: () => Step[]): PatternNode {
  let steps: readonly Step[] | undefined
  return { passed: 0, steps: () => (steps ??= mergeSteps(find())) }
}

/** The node before a pattern, given the one after it. */
function enterPattern(pattern: PhrasePattern, after: PatternNode): PatternNode {
  const total = totalWeight(pattern)
  const entries = pattern.map(({ weight, parts }) => {
    const node = parts.reduceRight<PatternNode>(
      (next, part) => (typeof part === 'string' ? wordNode(part, next) : enterPattern(part, next)),
      after,
    )
    return { share: weight / total, node }
  })
  return lazyNode(() =>
    entries.flatMap(({ share, node }) => node.steps().map((step) => ({ ...step, share: step.share * share }))),
  )
}

const wordNode = (word: string, next: PatternNode): PatternNode => lazyNode(() => [{ word, share: 1, to: next }])

/** Steps with the same word to the same place become one. */
function mergeSteps(steps: readonly Step[]): Step[] {
  const merged = new Map<PatternNode, Map<string, number>>()
  for (const { word, share, to } of steps) {
    const byWord = merged.get(to) ?? new Map<string, number>()
    merged.set(to, byWord)
    byWord.set(word, (byWord.get(word) ?? 0) + share)
  }
  return [...merged].flatMap(([to, byWord]) => [...byWord].map(([word, share]) => ({ word, share, to })))
}
