import { shorterHistory } from './language-model.js'
import type { History, LanguageModel } from './language-model.js'
import { PHRASE_END, PHRASE_START } from './ngram-counts.js'

/** A graph of words for a decoder that knows graphs but no language models. States are numbers from 0. */
export interface WordGraph {
  readonly stateCount: number
  readonly start: number
  readonly final: number
  readonly wordArcs: readonly WordArc[]
  /** Ways without a word. Complete: a way over two of them has its own, so a decoder need follow only one at a time. */
  readonly nullArcs: readonly NullArc[]
}

export interface NullArc {
  readonly from: number
  readonly to: number
  /** Above 0, at most 1. */
  readonly probability: number
}

export interface WordArc extends NullArc {
  readonly word: string
}

/** Sounds that swallow what is no known word: each has a name that no dictionary holds, and is dropped from the text. */
export interface FillerLoop {
  readonly words: readonly string[]
  /** Of leaving the known words for the first sound. */
  readonly enterProbability: number
  /** Of each further sound. These need not add up to 1: the best way through the graph counts, not the sum. */
  readonly soundProbability: number
  /** Of going back to the known words, or to the end, after any sound. */
  readonly leaveProbability: number
}

/**
 * The graph of a back-off model: a state per history with an arc per word seen after it, and a way without a word to the
 * next shorter history. Words outside `vocabulary` are left out, and with them the histories that hold them.
 */
export function buildWordGraph(model: LanguageModel, vocabulary: ReadonlySet<string>, filler?: FillerLoop): WordGraph {
  const isKnown = (history: string): boolean =>
    history.split(' ').every((word) => word === '' || word === PHRASE_START || vocabulary.has(word))
  const histories = [...model].filter(([history]) => isKnown(history))
  const stateOf = new Map(histories.map(([history], index) => [history, index]))
  const final = histories.length
  const start = stateOf.get(PHRASE_START) ?? 0
  const root = stateOf.get('') ?? 0
  const wordArcs = histories.flatMap(([history, { next }]) => {
    const from = stateOf.get(history) ?? root
    const seen = [...next].filter(([word]) => vocabulary.has(word))
    return seen.map(([word, probability]) => ({ from, word, probability, to: stateAfter(stateOf, history, word) }))
  })
  const nullArcs = histories.flatMap(([history]) => nullArcsOf(model, stateOf, history, final))
  const graph: WordGraph = { stateCount: histories.length + 1, start, final, wordArcs, nullArcs }
  return filler === undefined ? graph : addFillerLoop(graph, root, filler)
}

/** The state of the longest known history that ends with this word. */
function stateAfter(stateOf: ReadonlyMap<string, number>, history: string, word: string): number {
  for (let candidate = history === '' ? word : `${history} ${word}`; ; candidate = shorterHistory(candidate)) {
    const state = stateOf.get(candidate)
    if (state !== undefined) return state
    if (candidate === '') return 0
  }
}

/** Ways without a word from one history: to every shorter one, and to the end of the phrase. */
function nullArcsOf(
  model: LanguageModel,
  stateOf: ReadonlyMap<string, number>,
  history: string,
  final: number,
): NullArc[] {
  const from = stateOf.get(history) ?? 0
  const arcs: NullArc[] = []
  let weight = 1
  let endProbability = 0
  for (let current = history; ; current = shorterHistory(current)) {
    const entry: History | undefined = model.get(current)
    const state = stateOf.get(current)
    if (state !== undefined && current !== history) arcs.push({ from, to: state, probability: Math.min(1, weight) })
    endProbability = Math.max(endProbability, weight * (entry?.next.get(PHRASE_END) ?? 0))
    if (current === '') break
    weight *= entry?.backOff ?? 1
  }
  return endProbability > 0 ? [...arcs, { from, to: final, probability: Math.min(1, endProbability) }] : arcs
}

/** A state beside the root where the filler's sounds follow each other in any order. */
function addFillerLoop(graph: WordGraph, root: number, filler: FillerLoop): WordGraph {
  const loop = graph.stateCount
  const { enterProbability, soundProbability, leaveProbability } = filler
  const arcs = filler.words.flatMap((word) => [
    { from: root, to: loop, word, probability: enterProbability },
    { from: loop, to: loop, word, probability: soundProbability },
  ])
  return {
    ...graph,
    stateCount: graph.stateCount + 1,
    wordArcs: [...graph.wordArcs, ...arcs],
    nullArcs: [
      ...graph.nullArcs,
      { from: loop, to: root, probability: leaveProbability },
      { from: loop, to: graph.final, probability: leaveProbability },
    ],
  }
}
