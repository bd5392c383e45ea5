import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { initialTurn, stepTurn } from './turn-machine.js'
import type { TurnEffect, TurnInput, TurnState } from './turn-machine.js'
import { defaultSemanticVad, defaultServerVad, soundsUnfinished, toTurnSettings } from './turn-settings.js'

const FRAME = 320
const settings = toTurnSettings(defaultServerVad)

function frames(...runs: readonly (readonly [isSpeech: boolean, ms: number])[]): readonly TurnInput[] {
  const flags = runs.flatMap(([isSpeech, ms]) => new Array<boolean>(ms / 20).fill(isSpeech))
  return flags.map((isSpeech, index) => ({
    type: 'frame',
    frame: { startSample: index * FRAME, sampleCount: FRAME, isSpeech },
  }))
}

function run(inputs: readonly TurnInput[], using = settings): { state: TurnState; effects: TurnEffect[] } {
  const effects: TurnEffect[] = []
  let state = initialTurn
  for (const input of inputs) {
    const step = stepTurn(state, input, using)
    state = step.state
    if (step.effect !== undefined) effects.push(step.effect)
  }
  return { state, effects }
}

const ms = (sample: number): number => sample / 16

test('embedded server: a turn begins prefix_padding_ms before its speech and ends silence_duration_ms after it', () => {
  const { effects, state } = run(frames([false, 1000], [true, 600], [false, 600]))
  assert.deepEqual(
    effects.map((effect) => [effect.type, ms(effect.startSample)]),
    [
      ['speech-started', 700],
      ['speech-stopped', 700],
    ],
  )
  assert.equal(effects[1]?.type === 'speech-stopped' && ms(effects[1].endSample), 2100)
  assert.equal(state.phase, 'committed')
})

test('embedded server: a turn never begins before the session or before the end of the last turn', () => {
  const first = run(frames([true, 200]))
  assert.equal(first.effects[0]?.startSample, 0)
  const { effects } = run(frames([true, 400], [false, 520], [true, 400]))
  assert.deepEqual(
    effects.map(({ type }) => type),
    ['speech-started', 'speech-stopped', 'speech-started'],
  )
  assert.equal(ms(effects[2]?.startSample ?? -1), 900)
})

test('embedded server: a click shorter than 60 ms starts no turn', () => {
  assert.deepEqual(run(frames([false, 500], [true, 40], [false, 500])).effects, [])
})

test('embedded server: a pause shorter than silence_duration_ms does not end the turn', () => {
  assert.equal(run(frames([true, 300], [false, 480], [true, 300])).effects.length, 1)
})

test('embedded server: frames from before a clear start no turn', () => {
  const cut: TurnInput = { type: 'cut', atSample: 16_000 }
  assert.deepEqual(run([cut, ...frames([true, 900])]).effects, [])
})

test('embedded server: a turn of five minutes is cut, whatever the noise', () => {
  const { effects } = run(frames([true, 300_000]))
  assert.deepEqual(
    effects.map(({ type }) => type),
    ['speech-started', 'speech-stopped'],
  )
})

test('embedded server: semantic_vad waits for its cap when the words sound unfinished', () => {
  const semantic = toTurnSettings(defaultSemanticVad)
  const speech = frames([true, 400], [false, 4200])
  const heard: TurnInput = { type: 'heard', soundsUnfinished: true }
  const ends = (inputs: readonly TurnInput[]): number | undefined => {
    const last = run(inputs, semantic).effects.at(-1)
    return last?.type === 'speech-stopped' ? ms(last.endSample) : undefined
  }
  assert.equal(ends(speech), 1200)
  assert.equal(ends([...speech.slice(0, 20), heard, ...speech.slice(20)]), 4400)
})

test('embedded server: words that call for more sound unfinished', () => {
  assert.equal(soundsUnfinished('look in the'), true)
  assert.equal(soundsUnfinished('and um'), true)
  assert.equal(soundsUnfinished('list the files'), false)
  assert.equal(soundsUnfinished('What is it for?'), false)
  assert.equal(soundsUnfinished(''), false)
})

test('embedded server: turns never overlap and positions never run backwards, whatever the detector says', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (flags) => {
      const inputs = flags.map((isSpeech, index): TurnInput => ({
        type: 'frame',
        frame: { startSample: index * FRAME, sampleCount: FRAME, isSpeech },
      }))
      let last = 0
      let isOpen = false
      for (const effect of run(inputs).effects) {
        assert.equal(effect.type, isOpen ? 'speech-stopped' : 'speech-started')
        const position = effect.type === 'speech-started' ? effect.startSample : effect.endSample
        assert.ok(position >= last)
        last = position
        isOpen = !isOpen
      }
    }),
  )
})
