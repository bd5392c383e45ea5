import { ParleyError } from '@parley/wire'
import { Secret } from '../secrets/secret.js'
import type { UpstreamChoice, VoiceWishes } from './upstream.js'

export interface UpstreamSettings extends VoiceWishes {
  /** `embedded` (the default), `openai`, or an address. */
  readonly server?: string
  /** The name of the variable that holds the key. Default: which one belongs to the server. */
  readonly keyVariable?: string
}

type Environment = Readonly<Record<string, string | undefined>>

const OPENAI = 'https://api.openai.com/v1'
const OPENAI_MODEL = 'gpt-realtime'

/**
 * Settings and environment → the server to talk to. A key goes only where it belongs: `OPENAI_API_KEY` to OpenAI's host or
 * the one of `OPENAI_BASE_URL`, `AZURE_OPENAI_API_KEY` to an Azure-style address, `PARLEY_API_KEY` wherever the user points.
 * Throws `config` where a key is missing that was named.
 */
export function chooseUpstream(settings: UpstreamSettings, environment: Environment): UpstreamChoice {
  const { server = 'embedded', keyVariable, model, voice } = settings
  const wishes = { ...(model === undefined ? {} : { model }), ...(voice === undefined ? {} : { voice }) }
  if (server === 'embedded') return { kind: 'embedded', ...wishes }
  const openAiUrl = environment['OPENAI_BASE_URL'] || OPENAI
  const url = server === 'openai' ? openAiUrl : server
  const isAzure = isAzureStyle(url)
  const name = keyVariable ?? (server === 'openai' ? 'OPENAI_API_KEY' : undefined)
  const key = name === undefined ? findKey(url, isAzure, environment) : requireKey(name, environment)
  return {
    ...{ kind: 'server', url },
    ...(hostOf(url) === hostOf(OPENAI) ? { model: OPENAI_MODEL } : {}),
    ...wishes,
    ...(key === undefined ? {} : { key }),
    ...(isAzure ? { keyHeader: 'api-key' } : {}),
  }
}

/** `https://NAME.openai.azure.com/…`, or any address that asks for a version of the interface as Azure's do. */
function isAzureStyle(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, searchParams } = new URL(url)
  return hostname.endsWith('.azure.com') || searchParams.has('api-version')
}

function requireKey(name: string, environment: Environment): Secret {
  const key = environment[name]
  if (key !== undefined && key !== '') return new Secret(key)
  throw new ParleyError('config', `The key of the realtime server is wanted from ${name}, which is not set; set it.`)
}

function findKey(url: string, isAzure: boolean, environment: Environment): Secret | undefined {
  const isOpenAi = [environment['OPENAI_BASE_URL'], OPENAI].some((each) => hostOf(each) === hostOf(url))
  const names = [
    'PARLEY_API_KEY',
    ...(isAzure ? ['AZURE_OPENAI_API_KEY'] : []),
    ...(isOpenAi ? ['OPENAI_API_KEY'] : []),
  ]
  const key = names.map((name) => environment[name]).find((value) => value !== undefined && value !== '')
  return key === undefined ? undefined : new Secret(key)
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined
}
