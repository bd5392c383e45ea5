import { isOpenApproval, isOpenTask } from '../state/conversation-fold.js'
import type { MediaProblem, PageState } from '../state/page-state.js'

export type CallMood =
  | 'idle'
  | 'asking'
  | 'connecting'
  | 'listening'
  | 'muted'
  | 'hearing'
  | 'thinking'
  | 'speaking'
  | 'reconnecting'
  | 'offline'
  | 'problem'

export interface CallWords {
  readonly mood: CallMood
  /** One or two words. */
  readonly title: string
  /** One sentence: what it means or what can be done. */
  readonly hint: string
}

const problems: Readonly<Record<MediaProblem, string>> = {
  denied: 'The browser did not let Parley use the microphone. Allow it beside the address, then start the call again.',
  missing: 'There is no microphone. Connect one, or choose another in the settings, then start the call again.',
  busy: 'Another program holds the microphone. Close it there, then start the call again.',
  insecure: 'Browsers give the microphone to safe addresses only: open this page by https or as localhost.',
  failed: 'The microphone could not be opened. Choose another in the settings, or reload the page.',
}

/** How the call stands, in words. */
export function callWords(state: PageState): CallWords {
  const { line, media, isCallWanted, conversation } = state
  if (line.phase !== 'open') return lineWords(state)
  if (media.phase === 'failed') return { mood: 'problem', title: 'No microphone', hint: problems[media.problem] }
  if (!isCallWanted) return idleWords(state)
  const voice = conversation?.feed.fold.voice ?? 'off'
  if (media.phase === 'opening') {
    return { mood: 'connecting', title: 'Connecting', hint: 'Your browser may ask for the microphone.' }
  }
  if (voice === 'reconnecting') {
    return {
      mood: 'reconnecting',
      title: 'Reconnecting',
      hint: 'The voice was lost and is being brought back. Tasks go on.',
    }
  }
  if (voice === 'off' || voice === 'starting' || conversation === undefined) {
    return { mood: 'connecting', title: 'Connecting', hint: 'Waiting for the voice.' }
  }
  return talkWords(state)
}

function lineWords({ line }: PageState): CallWords {
  if (!line.hasBeenOpen && line.phase === 'connecting') {
    return { mood: 'connecting', title: 'Connecting', hint: 'Looking for the gateway.' }
  }
  if (line.phase === 'connecting') {
    return {
      mood: 'reconnecting',
      title: 'Reconnecting',
      hint: 'The gateway was away. What you missed comes by itself.',
    }
  }
  return { mood: 'offline', title: 'Offline', hint: 'The gateway does not answer. Tasks that ran are kept.' }
}

function idleWords(state: PageState): CallWords {
  const count = openTaskCount(state)
  if (askCount(state) > 0) return { mood: 'asking', title: 'Your agent asks', hint: 'Look at its task to answer.' }
  if (count === 0) return { mood: 'idle', title: 'Not in a call', hint: 'Start the call and say what you need.' }
  return { mood: 'idle', title: 'Working', hint: `${tasks(count)} without you. Start the call to hear the result.` }
}

function talkWords(state: PageState): CallWords {
  const { media, conversation, wishes, isTalkKeyDown } = state
  if (media.phase === 'open' && media.isPlaying) {
    return { mood: 'speaking', title: 'Speaking', hint: 'Just talk to interrupt.' }
  }
  if (conversation?.turn === 'thinking')
    return { mood: 'thinking', title: 'Thinking', hint: 'Your words have arrived.' }
  if (isTalkKeyDown) return { mood: 'hearing', title: 'Listening', hint: 'Let go when you are done.' }
  if (media.phase === 'open' && media.isMuted) {
    return { mood: 'muted', title: 'Muted', hint: 'Hold the space bar to speak, or unmute.' }
  }
  if (wishes.isPushToTalk)
    return { mood: 'muted', title: 'Ready', hint: 'Hold the space bar or the button while you speak.' }
  if (conversation?.turn === 'hearing') return { mood: 'hearing', title: 'Listening', hint: 'Go on, I hear you.' }
  const count = openTaskCount(state)
  const hint = count === 0 ? 'Say what you need.' : `${tasks(count)}. You can go on talking.`
  return { mood: 'listening', title: count === 0 ? 'Listening' : 'Working', hint }
}

const tasks = (count: number): string => (count === 1 ? 'One task is at work' : `${count} tasks are at work`)

/** Permissions and questions that wait for the user. */
export function askCount({ conversation }: PageState): number {
  if (conversation === undefined) return 0
  const { approvals, questions } = conversation.feed.fold
  return approvals.filter(isOpenApproval).length + questions.length
}

export function openTaskCount({ conversation }: PageState): number {
  return conversation?.feed.fold.tasks.filter(isOpenTask).length ?? 0
}
