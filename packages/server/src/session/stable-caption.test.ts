import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emptyCaption, lastDelta, takeDelta, withPartial } from './stable-caption.js'

function caption(...partials: readonly string[]): { sent: string; deltas: readonly string[] } {
  let state = emptyCaption
  const deltas: string[] = []
  for (const partial of partials) {
    const taken = takeDelta(withPartial(state, partial))
    state = taken.caption
    if (taken.delta !== '') deltas.push(taken.delta)
  }
  return { sent: state.sent, deltas }
}

test('embedded server: a caption shows a word once two partial texts agree on it', () => {
  assert.deepEqual(caption('list', 'list the', 'list the fires', 'list the files').deltas, ['list', ' the'])
  assert.deepEqual(caption('lis', 'list').deltas, [])
})

test('embedded server: caption deltas and the last one together are the final text, unless the recognizer changed its mind', () => {
  const words = fc.array(fc.constantFrom('a', 'bb', 'list', 'the'), { maxLength: 5 }).map((list) => list.join(' '))
  fc.assert(
    fc.property(fc.array(words), words, (partials, final) => {
      let state = emptyCaption
      let shown = ''
      for (const partial of partials) {
        const taken = takeDelta(withPartial(state, partial))
        state = taken.caption
        shown += taken.delta
      }
      assert.equal(state.sent, shown)
      assert.equal(shown + lastDelta(state, final), final.startsWith(shown) ? final : shown)
    }),
  )
})
