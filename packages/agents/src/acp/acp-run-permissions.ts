import type { PermissionDecision, PermissionDetails, ToolKind } from '@parley/conversation'
import type { PermissionOffers } from './acp-news.js'
import type { AcpRunEffect, AcpRunState, AcpRunStep, PlacedTool, RunQuestion, ToolPath } from './acp-run-state.js'
import { emit } from './acp-run-state.js'
import { mergeNews, startTool } from './acp-run-tools.js'
import { closeMessage } from './acp-run-words.js'
import { plainLine } from './plain-text.js'

/** More questions at a time than anybody could answer are not asked. */
const MAX_QUESTIONS = 50

/** The agent asks before it uses a tool. */
export function onPermissionRequest(
  state: AcpRunState,
  key: number,
  tool: PlacedTool,
  offers: PermissionOffers,
): AcpRunStep {
  const known = state.tools.get(tool.toolId)
  const news = mergeNews(known?.news, tool)
  const title = titleOf(news)
  if (state.phase !== 'prompting' || state.questions.size >= MAX_QUESTIONS) return refuse(state, key, undefined)
  if (offers.allowOnce === undefined) return refuseForEver(state, key, offers, title)
  const closed = closeMessage(state)
  const started = known === undefined ? closed : startTool(closed.state, { ...known, news })
  const permission = { toolKind: news.kind ?? 'other', title, ...placesOf(news) }
  const asked = ask(started.state, { key, title, offers }, permission)
  const before = known === undefined ? [] : started.effects
  return { state: asked.state, effects: [...closed.effects, ...before, ...asked.effects] }
}

/** The agent wants us to write a file for it. */
export function onWriteRequest(state: AcpRunState, key: number, path: ToolPath, diff: string): AcpRunStep {
  if (state.phase !== 'prompting' || state.questions.size >= MAX_QUESTIONS) {
    return { state, effects: [{ type: 'write', key, isAllowed: false }] }
  }
  const closed = closeMessage(state)
  const title = `Write ${path.label}`
  const details = { paths: [path.path], diff }
  const permission: Permission = { toolKind: 'edit', title, isOutside: !path.isInside, details }
  const asked = ask(closed.state, { key, title, offers: undefined }, permission)
  return { state: asked.state, effects: [...closed.effects, ...asked.effects] }
}

interface Permission {
  readonly toolKind: ToolKind
  readonly title: string
  readonly isOutside: boolean
  readonly details: PermissionDetails
}

function ask(state: AcpRunState, question: RunQuestion, permission: Permission): AcpRunStep {
  const questionCount = state.questionCount + 1
  const permissionId = `permission_${questionCount}`
  return {
    state: { ...state, questionCount, questions: new Map(state.questions).set(permissionId, question) },
    effects: [emit({ type: 'permission-requested', permissionId, ...permission })],
  }
}

/** The answer of the user, or of the rules that the user has set. */
export function onAnswer(state: AcpRunState, permissionId: string, decision: PermissionDecision): AcpRunStep {
  const question = state.questions.get(permissionId)
  if (question === undefined) return { state, effects: [] }
  const next = without(state, permissionId)
  return {
    state: decision === 'granted' ? next : { ...next, denied: question.title },
    effects: [replyTo(question, decision)],
  }
}

function replyTo({ key, offers }: RunQuestion, decision: PermissionDecision): AcpRunEffect {
  if (offers === undefined) return { type: 'write', key, isAllowed: decision === 'granted' }
  return { type: 'reply', key, optionId: decision === 'granted' ? offers.allowOnce : rejectionOf(offers) }
}

/** Only once, if it can be had: a "no" for ever is more than was said, but it allows nothing. */
const rejectionOf = (offers: PermissionOffers): string | undefined => offers.rejectOnce ?? offers.rejectAlways

/** The agent does not wait for that answer any more. */
export function onWithdrawal(state: AcpRunState, key: number): AcpRunStep {
  const found = [...state.questions].find(([, question]) => question.key === key)
  if (found === undefined) return { state, effects: [] }
  const [permissionId, question] = found
  return { state: without(state, permissionId), effects: withdraw(permissionId, question) }
}

/** No question outlives its run. */
export function withdrawAll(state: AcpRunState): AcpRunStep {
  const effects = [...state.questions].flatMap(([permissionId, question]) => withdraw(permissionId, question))
  return { state: { ...state, questions: new Map() }, effects }
}

function withdraw(permissionId: string, question: RunQuestion): readonly AcpRunEffect[] {
  const { key, offers } = question
  const reply: AcpRunEffect =
    offers === undefined ? { type: 'write', key, isAllowed: false } : { type: 'reply', key, optionId: undefined }
  return [reply, emit({ type: 'permission-withdrawn', permissionId })]
}

function refuse(state: AcpRunState, key: number, optionId: string | undefined): AcpRunStep {
  return { state, effects: [{ type: 'reply', key, optionId }] }
}

/** What can only be allowed for ever is not asked as if it were for once. */
function refuseForEver(state: AcpRunState, key: number, offers: PermissionOffers, title: string): AcpRunStep {
  const closed = closeMessage(state)
  const wanted = offers.allowAlways === undefined ? 'offered no way to allow it' : 'wanted to be allowed it for ever'
  const text = `Not allowed: ${title}. ${state.name} ${wanted}; only a permission for once can be given.`
  const reply: AcpRunEffect = { type: 'reply', key, optionId: rejectionOf(offers) }
  const update = emit({ type: 'update', text, channel: 'silent' })
  return { state: { ...closed.state, denied: title }, effects: [...closed.effects, reply, update] }
}

function without(state: AcpRunState, permissionId: string): AcpRunState {
  const questions = new Map(state.questions)
  questions.delete(permissionId)
  return { ...state, questions }
}

function placesOf(news: PlacedTool): { readonly isOutside: boolean; readonly details: PermissionDetails } {
  const { command, workingDirectory, paths = [], diff, reason } = news
  const places = workingDirectory === undefined ? paths : [...paths, workingDirectory]
  return {
    isOutside: places.some(({ isInside }) => !isInside),
    details: {
      ...(command === undefined ? {} : { command }),
      ...(workingDirectory === undefined ? {} : { workingDirectory: workingDirectory.path }),
      ...(paths.length === 0 ? {} : { paths: paths.map(({ path }) => path) }),
      ...(diff === undefined ? {} : { diff }),
      ...(reason === undefined ? {} : { reason }),
    },
  }
}

const VERBS: Partial<Readonly<Record<ToolKind, string>>> = {
  read: 'Read',
  search: 'Search',
  edit: 'Edit',
  move: 'Move',
  delete: 'Delete',
  execute: 'Run a command',
  network: 'Use the network',
}

/** What is asked for, in words. Some agents give only the path. */
function titleOf({ title, command, kind, paths = [] }: PlacedTool): string {
  const verb = (kind === undefined ? undefined : VERBS[kind]) ?? 'Use a tool'
  if (title !== undefined && !paths.some(({ path }) => path === title)) return title
  if (command !== undefined) return plainLine(command)
  return plainLine(`${verb} ${paths.map(({ label }) => label).join(', ')}`)
}
