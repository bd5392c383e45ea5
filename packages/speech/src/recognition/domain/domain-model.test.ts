import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildLanguageModel, wordProbability } from '../language-model.js'
import { PHRASE_END, PHRASE_START, countPhrase, createNgramCounts } from '../ngram-counts.js'
import { buildWordGraph } from '../word-graph.js'
import { buildDomainModel, toWords } from './domain-model.js'
import { countPattern } from './pattern-counts.js'
import { countPhrases, parsePattern } from './phrase-pattern.js'

const phrasesOf = (order: number, phrases: readonly string[]) => {
  const counts = createNgramCounts(order)
  for (const phrase of phrases) countPhrase(counts, phrase.split(' '), 1 / phrases.length)
  return counts
}

test('a pattern counts like all its phrases written out', () => {
  const pattern = parsePattern('(please|) open the <thing>|stop', { thing: 'file|folder now|door' })
  assert.equal(countPhrases(pattern), 7)
  const counts = createNgramCounts(3)
  countPattern(counts, pattern, 1)
  const weigh = (phrase: string, weight: number): void => countPhrase(written, phrase.split(' '), weight)
  const written = createNgramCounts(3)
  weigh('stop', 1 / 2)
  for (const start of ['please open the', 'open the']) {
    for (const thing of ['file', 'folder now', 'door']) weigh(`${start} ${thing}`, 1 / 12)
  }
  assert.deepEqual([...counts.byHistory.keys()].sort(), [...written.byHistory.keys()].sort())
  for (const [history, next] of written.byHistory) {
    for (const [word, count] of next) {
      const counted = counts.byHistory.get(history)?.get(word) ?? 0
      assert.ok(Math.abs(counted - count) < 1e-9, `${history} ${word}: ${counted} instead of ${count}`)
    }
  }
})

test('an unknown class and an open parenthesis are named', () => {
  assert.throws(() => parsePattern('open <nothing>', {}), /<nothing> is unknown/)
  assert.throws(() => parsePattern('open (the', {}), /not closed/)
})

test('after every history the probabilities of all words add up to one', () => {
  const model = buildLanguageModel(phrasesOf(3, ['open the file', 'open the folder', 'close it']))
  const words = ['open', 'the', 'file', 'folder', 'close', 'it', PHRASE_END]
  for (const history of model.keys()) {
    const sum = words.reduce((total, word) => total + wordProbability(model, history, word), 0)
    assert.ok(Math.abs(sum - 1) < 1e-9, `"${history}" adds up to ${sum}`)
  }
})

test('the built-in patterns are well formed and know the words of the field', () => {
  const words = buildDomainModel([], 2).get('')?.next
  for (const word of [
    'list',
    'files',
    'tests',
    'refactor',
    'status',
    'stop',
    'yes',
    'approve',
    'git',
    'seven',
    'weather',
  ]) {
    assert.ok((words?.get(word) ?? 0) > 0, word)
  }
})

test('phrases of the user become likely', () => {
  const likelihood = (phrases: readonly string[]): number =>
    wordProbability(buildDomainModel(phrases, 2), 'frobnicate', 'gently')
  assert.equal(likelihood([]), 0)
  assert.ok(likelihood(['Frobnicate gently!']) > 0.4)
})

test('words are lower case letters and apostrophes', () => {
  assert.deepEqual(toWords("Don’t open README.md, it's 3 MB"), ["don't", 'open', 'readme', 'md', "it's", 'mb'])
})

test('a graph leads through every phrase it was made of, and past unknown words', () => {
  const model = buildLanguageModel(phrasesOf(2, ['open the file', 'close the zzyzx']))
  const graph = buildWordGraph(model, new Set(['open', 'close', 'the', 'file']))
  assert.ok(graph.wordArcs.every(({ word }) => word !== 'zzyzx'))
  const step = (states: ReadonlySet<number>, word: string): Set<number> =>
    new Set(graph.wordArcs.filter((arc) => states.has(arc.from) && arc.word === word).map(({ to }) => to))
  const reached = ['open', 'the', 'file'].reduce(step, new Set([graph.start]))
  assert.ok(graph.nullArcs.some(({ from, to }) => reached.has(from) && to === graph.final))
  for (const { probability } of [...graph.wordArcs, ...graph.nullArcs]) assert.ok(probability > 0 && probability <= 1)
  assert.ok(model.has(PHRASE_START))
})
