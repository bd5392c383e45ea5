import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { freshHeartbeat, stepHeartbeat } from './heartbeat-machine.js'
import { noTickets, stepTickets } from './ticket-machine.js'
import type { TicketEffect, TicketInput, TicketState } from './ticket-machine.js'
import { createTokenBucket, stepTokenBucket } from './token-bucket-machine.js'

const terms = { lifetimeMs: 30_000, maxTickets: 3 }
const PAGE = 'http://127.0.0.1:8787'

function run(inputs: readonly TicketInput[]): readonly TicketEffect[] {
  let state: TicketState = noTickets
  return inputs.map((input) => {
    const step = stepTickets(state, input, terms)
    state = step.state
    return step.effect
  })
}

const issue = (hash: string, nowMs = 0) => ({ type: 'issue', hash, origin: PAGE, nowMs }) as const
const redeem = (hash: string, nowMs = 1, origin: string | undefined = PAGE) =>
  ({ type: 'redeem', hash, origin, nowMs }) as const
const refused = (fault: string) => ({ type: 'refused', fault })

test('tickets: one is accepted once, and its second use is known as that', () => {
  const effects = run([issue('a'), redeem('a'), redeem('a'), redeem('a', 29_999), redeem('b')])
  assert.deepEqual(effects.slice(1), [{ type: 'accepted' }, refused('used'), refused('used'), refused('unknown')])
})

test('tickets: one that is as old as its lifetime is refused', () => {
  assert.deepEqual(run([issue('a'), redeem('a', 29_999)])[1], { type: 'accepted' })
  assert.deepEqual(run([issue('a'), redeem('a', 30_000)])[1], refused('expired'))
  assert.deepEqual(run([issue('a'), redeem('a', 100_000)])[1], refused('unknown'))
})

test('tickets: shown by another page it is refused, and spent for the right one as well', () => {
  for (const origin of ['https://evil.test', undefined, 'null', `${PAGE}.evil.test`]) {
    assert.deepEqual(run([issue('a'), { ...redeem('a'), origin }, redeem('a', 2)]).slice(1), [
      refused('other-origin'),
      refused('used'),
    ])
  }
})

test('tickets: their number is bounded; what may still be used is never pushed out, what is spent makes room', () => {
  const filled = [issue('a', 0), issue('b', 1), issue('c', 2)]
  assert.deepEqual(run([...filled, issue('d', 10)])[3], { type: 'full', retryAfterMs: 29_990 })
  assert.deepEqual(run([...filled, issue('d', 10), redeem('a', 11)])[4], { type: 'accepted' })
  assert.equal(run([...filled, redeem('b', 10), issue('d', 11)])[4]?.type, 'issued')
  assert.equal(run([...filled, issue('d', 30_000)])[3]?.type, 'issued')
})

test('tickets: in every order of events none is accepted twice, late, elsewhere or unasked, and none grows the store', () => {
  const hash = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const origin = fc.constantFrom(PAGE, 'https://other.example')
  const event = fc.record({ type: fc.constantFrom('issue', 'redeem'), hash, origin, passedMs: fc.nat(20_000) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state: TicketState = noTickets
      let nowMs = 0
      // What may enter, kept in the simplest way there is. A text is random, so none is issued twice.
      const valid = new Map<string, { readonly origin: string; readonly untilMs: number }>()
      for (const { type, hash: name, origin: from, passedMs } of events) {
        nowMs += passedMs
        if (type === 'issue' && state.tickets.has(name)) continue
        const { state: next, effect } = stepTickets(state, { type, hash: name, origin: from, nowMs }, terms)
        state = next
        if (effect.type === 'issued') valid.set(name, { origin: from, untilMs: nowMs + terms.lifetimeMs })
        if (type === 'redeem') {
          const known = valid.get(name)
          valid.delete(name)
          const mayEnter = known !== undefined && known.origin === from && nowMs < known.untilMs
          assert.equal(effect.type === 'accepted', mayEnter)
        }
        assert.ok(state.tickets.size <= terms.maxTickets)
      }
    }),
    { numRuns: 1000 },
  )
})

test('budgets: in any stretch of time no more is spent than was in it at first and flowed in since', () => {
  const size = { capacity: 10, perSecond: 4 }
  const spend = fc.record({ cost: fc.nat(12), passedMs: fc.integer({ min: -500, max: 3_000 }) })
  fc.assert(
    fc.property(fc.array(spend, { maxLength: 80 }), (events) => {
      let state = createTokenBucket(size, 0)
      let clockMs = 0
      let latestMs = 0
      let spent = 0
      for (const { cost, passedMs } of events) {
        clockMs += passedMs
        latestMs = Math.max(latestMs, clockMs)
        const step = stepTokenBucket(state, { cost, nowMs: clockMs }, size)
        state = step.state
        if (step.effect.type === 'allow') spent += cost
        assert.ok(spent <= size.capacity + (latestMs * size.perSecond) / 1000 + 1e-6)
        assert.ok(state.level >= 0 && state.level <= size.capacity)
      }
    }),
    { numRuns: 1000 },
  )
})

test('budgets: a refusal costs nothing and says when to come again', () => {
  const size = { capacity: 2, perSecond: 1 }
  const empty = stepTokenBucket(createTokenBucket(size, 0), { cost: 2, nowMs: 0 }, size).state
  const early = stepTokenBucket(empty, { cost: 1, nowMs: 400 }, size)
  assert.deepEqual(early.effect, { type: 'refuse', retryAfterMs: 600 })
  assert.deepEqual(stepTokenBucket(early.state, { cost: 1, nowMs: 1000 }, size).effect, { type: 'allow' })
  const never = stepTokenBucket(empty, { cost: 3, nowMs: 0 }, size).effect
  assert.deepEqual(never, { type: 'refuse', retryAfterMs: Number.POSITIVE_INFINITY })
})

test('heartbeat: pings go out until so many in a row were answered by nothing', () => {
  const effects: string[] = []
  let state = freshHeartbeat
  for (const type of ['interval', 'interval', 'life', 'interval', 'interval', 'interval'] as const) {
    const step = stepHeartbeat(state, { type }, 2)
    state = step.state
    effects.push(step.effect)
  }
  assert.deepEqual(effects, ['ping', 'ping', 'none', 'ping', 'ping', 'drop'])
})
