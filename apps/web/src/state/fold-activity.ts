import type { TaskCard } from './conversation-fold.js'
import type { Activity } from './feed-event.js'

/** What an agent does beside talking changes its task's card so. */
export function foldActivity(task: TaskCard, activity: Activity): Partial<TaskCard> {
  switch (activity.type) {
    case 'progress':
      return { progress: activity.text }
    case 'plan':
      return { plan: activity.steps }
    case 'tool-started': {
      const { toolId, name, title, kind } = activity
      const use = { toolId, title: title ?? name, kind: kind ?? 'other', outcome: 'running' } as const
      return { tools: [...task.tools.filter((each) => each.toolId !== toolId), use].slice(-100) }
    }
    case 'tool-ended': {
      const { toolId, outcome } = activity
      return { tools: task.tools.map((each) => (each.toolId === toolId ? { ...each, outcome } : each)) }
    }
    case 'diff':
      return { diff: activity.diff }
    case 'usage':
      return { tokens: { input: activity.inputTokens ?? 0, output: activity.outputTokens ?? 0 } }
  }
}
