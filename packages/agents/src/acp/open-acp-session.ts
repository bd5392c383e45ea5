import { methods } from '@agentclientprotocol/sdk'
import type { AcpConnection } from './acp-connection.js'
import type { AgentIntroduction, OpenedSession, SessionChoice } from './acp-news.js'
import { isLoginWanted, hangSentence, PROTOCOL_VERSION, refusalSentence, versionSentence } from './acp-sentences.js'
import { mcpServerOnWire } from './acp-settings.js'
import type { AcpSettings } from './acp-settings.js'
import { decodeIntroduction, decodeOpenedSession } from './decode-acp-answers.js'

export type AcpOpening =
  | { readonly type: 'ready'; readonly session: OpenedSession; readonly introduction: AgentIntroduction }
  /** The former session cannot be taken up; a new one can. */
  | { readonly type: 'lost'; readonly error: string; readonly introduction: AgentIntroduction }
  | { readonly type: 'failed'; readonly error: string }

/** Why it does not go on, in one sentence. */
class OpeningFailure extends Error {}

export interface OpeningContext {
  readonly connection: AcpConnection
  readonly settings: AcpSettings
  readonly workingDirectory: string
  /** Resolves with a sentence when the agent is gone. */
  readonly gone: Promise<string>
}

/** Introduces us, checks the version, and opens a session: the one of `resumeId` if there is one. Never rejects. */
export async function openAcpSession(context: OpeningContext, resumeId: string | undefined): Promise<AcpOpening> {
  return settle(async () => {
    const introduction = await introduce(context)
    if (resumeId === undefined) return openNew(context, introduction)
    return openFormer(context, introduction, resumeId)
  })
}

/** Another session with an agent that has introduced itself. Never rejects. */
export async function openNewSession(context: OpeningContext, introduction: AgentIntroduction): Promise<AcpOpening> {
  return settle(() => openNew(context, introduction))
}

async function settle(opening: () => Promise<AcpOpening>): Promise<AcpOpening> {
  try {
    return await opening()
  } catch (cause) {
    return { type: 'failed', error: cause instanceof Error ? cause.message : String(cause) }
  }
}

async function introduce(context: OpeningContext): Promise<AgentIntroduction> {
  const { settings } = context
  const nobody = { logins: [] }
  const answer = await ask(context, settings.name, methods.agent.initialize, 'start', nobody, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: 'parley', title: 'Parley', version: '0.1.0' },
    clientCapabilities: {
      fs: { readTextFile: settings.files === 'served', writeTextFile: settings.files === 'served' },
      terminal: false,
    },
  })
  const introduction = decodeIntroduction(answer)
  const { protocolVersion, title } = introduction
  if (protocolVersion !== PROTOCOL_VERSION) {
    throw new OpeningFailure(versionSentence(title ?? settings.name, protocolVersion))
  }
  return introduction
}

async function openNew(context: OpeningContext, introduction: AgentIntroduction): Promise<AcpOpening> {
  return openWith(context, introduction, methods.agent.session.new, undefined)
}

/** `session/resume` brings the session back without telling it all again; `session/load` is what more agents have. */
async function openFormer(
  context: OpeningContext,
  introduction: AgentIntroduction,
  sessionId: string,
): Promise<AcpOpening> {
  const name = introduction.title ?? context.settings.name
  if (!introduction.canLoad && !introduction.canResume) {
    return { type: 'lost', introduction, error: `${name} cannot take up work that another process has begun.` }
  }
  const { resume, load } = methods.agent.session
  try {
    return await openWith(context, introduction, introduction.canResume ? resume : load, sessionId)
  } catch (cause) {
    if (!(cause instanceof SessionRefused)) throw cause
    return { type: 'lost', introduction, error: cause.message }
  }
}

async function openWith(
  context: OpeningContext,
  introduction: AgentIntroduction,
  method: string,
  formerId: string | undefined,
): Promise<AcpOpening> {
  const { settings, workingDirectory } = context
  const name = introduction.title ?? settings.name
  const doing = formerId === undefined ? 'open a session' : `take up its session ${formerId}`
  const answer = await ask(context, name, method, doing, introduction, {
    cwd: workingDirectory,
    mcpServers: settings.mcpServers.map(mcpServerOnWire),
    ...(formerId === undefined ? {} : { sessionId: formerId }),
  })
  const session = decodeOpenedSession(answer, formerId)
  if (session === undefined) throw new OpeningFailure(`${name} opened a session without an id.`)
  await choose(context, name, introduction, session, 'model')
  await choose(context, name, introduction, session, 'mode')
  return { type: 'ready', session, introduction }
}

/** Sets the model or the mode that the settings name. */
async function choose(
  context: OpeningContext,
  name: string,
  introduction: AgentIntroduction,
  { sessionId, choices }: OpenedSession,
  what: SessionChoice['what'],
): Promise<void> {
  const value = context.settings[what]
  if (value === undefined) return
  const choice = choices.find((offered) => offered.what === what)
  if (choice === undefined) throw new OpeningFailure(`${name} lets nobody choose its ${what}; leave '${value}' out.`)
  if (!choice.values.includes(value)) {
    throw new OpeningFailure(`${name} has no ${what} '${value}'. It offers: ${choice.values.join(', ')}.`)
  }
  const { setConfigOption, setMode } = methods.agent.session
  const { configId } = choice
  const doing = `set its ${what} to ${value}`
  if (configId === undefined) await ask(context, name, setMode, doing, introduction, { sessionId, modeId: value })
  else await ask(context, name, setConfigOption, doing, introduction, { sessionId, configId, value })
}

/** The agent has answered, with a no. */
class SessionRefused extends OpeningFailure {}

/** One request of the opening: within its time, and only as long as the agent is there. */
async function ask(
  { connection, settings, gone }: OpeningContext,
  name: string,
  method: string,
  doing: string,
  introduction: Pick<AgentIntroduction, 'logins'>,
  params: unknown,
): Promise<unknown> {
  const { startTimeoutMs, loginHint } = settings
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<OpeningFailure>((resolve) => {
    timer = setTimeout(() => {
      resolve(new OpeningFailure(hangSentence(name, startTimeoutMs, method, connection.firstGarbage)))
    }, startTimeoutMs)
  })
  const answered = connection.request(method, params).then(
    (result) => ({ result }),
    async (cause: unknown) => {
      // A request that the connection took down with it is told by its end.
      if (connection.isClosed) return new OpeningFailure(await gone)
      const sentence = refusalSentence(name, doing, cause, introduction, loginHint)
      return isLoginWanted(cause) ? new OpeningFailure(sentence) : new SessionRefused(sentence)
    },
  )
  const left = gone.then((sentence) => new OpeningFailure(sentence))
  const first = await Promise.race([answered, late, left])
  clearTimeout(timer)
  if (first instanceof Error) throw first
  return first.result
}
