import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { toolKinds } from '../agent.js'
import type { ToolKind } from '../agent.js'
import { approvalWays, defaultRules, judgePermission } from './approval-policy.js'
import type { ApprovalRules, ApprovalWay } from './approval-policy.js'

const strictness = (way: ApprovalWay): number => approvalWays.indexOf(way)
const anyKind = fc.constantFrom<ToolKind>(...toolKinds)
const anyWay = fc.constantFrom<ApprovalWay>(...approvalWays)
const anyRules: fc.Arbitrary<ApprovalRules> = fc.dictionary(
  fc.constantFrom<ToolKind | '*' | 'outside'>(...toolKinds, '*', 'outside'),
  anyWay,
)
/** What executes, leaves the machine, destroys, changes, or is not known. */
const risky: readonly ToolKind[] = ['execute', 'network', 'delete', 'edit', 'move', 'other']

test('approvals: without rules only looking is allowed unasked, deleting needs the screen, and each default has its reason', () => {
  const ways = Object.fromEntries(
    toolKinds.map((kind) => [kind, judgePermission({}, { toolKind: kind, isOutside: false })]),
  )
  assert.deepEqual(ways, {
    ...{ read: 'allow', search: 'allow', think: 'allow', edit: 'voice', move: 'voice', execute: 'voice' },
    ...{ network: 'voice', other: 'voice', delete: 'screen' },
  })
  for (const { reason } of Object.values(defaultRules)) assert.match(reason, /^[A-Z].{10,}\.$/)
})

test('approvals: nothing that executes, leaves the machine, deletes or is unknown is allowed without a rule that names it', () => {
  fc.assert(
    fc.property(anyRules, fc.constantFrom(...risky), fc.boolean(), (rules, toolKind, isOutside) => {
      const { [toolKind]: _own, '*': _all, ...others } = rules
      assert.notEqual(judgePermission(others, { toolKind, isOutside }), 'allow')
    }),
  )
})

test('approvals: a rule for a kind is obeyed, before the one for all kinds, and both before the defaults', () => {
  fc.assert(
    fc.property(anyRules, anyKind, anyWay, anyWay, (rules, toolKind, own, all) => {
      const { [toolKind]: _own, ...others } = rules
      assert.equal(judgePermission({ ...rules, [toolKind]: own }, { toolKind, isOutside: false }), own)
      assert.equal(judgePermission({ ...others, '*': all }, { toolKind, isOutside: false }), all)
    }),
  )
})

test('approvals: what reaches outside the task’s folder is never easier, and unasked only where a rule says so for outside', () => {
  fc.assert(
    fc.property(anyRules, anyKind, (rules, toolKind) => {
      const inside = judgePermission(rules, { toolKind, isOutside: false })
      const outside = judgePermission(rules, { toolKind, isOutside: true })
      assert.ok(strictness(outside) >= strictness(inside))
      assert.ok(outside !== 'allow' || rules.outside === 'allow')
      if (rules.outside === 'allow') assert.equal(outside, inside)
    }),
  )
})
