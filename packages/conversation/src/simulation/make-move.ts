import type { SimulatedLives } from './simulated-lives.js'
import type { SimulatedWorld } from './simulated-world.js'
import type { FaultName, Move } from './simulation-plan.js'

/** Does what the plan says, as far as it can be done now: nobody cancels a task that is not there. */
export function makeMove(
  lives: SimulatedLives,
  move: Move,
  world: SimulatedWorld,
  faultEnds: Map<FaultName, number>,
): void {
  const { process } = lives
  world.count(move.kind === 'fault' ? `fault ${move.fault}` : `move ${move.kind}`)
  switch (move.kind) {
    case 'say':
      process.server?.hear(move.words, move.durationMs, move.answer)
      return
    case 'type':
      process.server?.expect(move.answer)
      process.feed({ type: 'user-text', text: move.words })
      return
    case 'cancel-task':
    case 'steer-on-screen': {
      const taskId = Object.keys(process.state.tasks)[move.index]
      if (taskId === undefined) return
      if (move.kind === 'cancel-task') process.feed({ type: 'cancel-task', taskId })
      else process.feed({ type: 'steer-task', taskId, text: move.words })
      return
    }
    case 'answer-on-screen': {
      const task = Object.values(process.state.tasks).find(({ permissionIds }) => permissionIds.length > 0)
      const permissionId = task?.permissionIds[0]
      if (task === undefined || permissionId === undefined) return
      process.feed({ type: 'answer-permission', taskId: task.taskId, permissionId, decision: move.decision })
      return
    }
    case 'reply-on-screen': {
      const open = Object.values(process.state.questions).find(({ phase }) => phase === 'open')
      if (open === undefined) return
      const { taskId, questionId } = open
      process.feed({ type: 'reply-to-question', taskId, questionId, text: move.words })
      return
    }
    case 'say-text':
      process.feed({ type: 'say', text: move.words })
      return
    case 'stop-speaking':
    case 'close':
      process.feed({ type: move.kind })
      return
    case 'disconnect':
      process.disconnect('the network is gone')
      return
    case 'crash':
      lives.crash()
      return
    case 'fault':
      openFault(lives, move, world, faultEnds)
  }
}

function openFault(
  lives: SimulatedLives,
  { fault, durationMs }: Extract<Move, { kind: 'fault' }>,
  { timeline }: SimulatedWorld,
  faultEnds: Map<FaultName, number>,
): void {
  const endMs = timeline.nowMs + durationMs
  faultEnds.set(fault, Math.max(endMs, faultEnds.get(fault) ?? 0))
  if (fault !== 'half-open') return
  // What came to nobody's ears is found out in the end: a heartbeat is missing.
  timeline.at(endMs, () => {
    lives.process.disconnect('no heartbeat')
  })
}
