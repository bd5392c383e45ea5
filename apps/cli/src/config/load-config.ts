import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { OptionValues } from '../command.js'
import { stringOption } from '../parse-command-line.js'
import type { ConfigPlace } from './config-places.js'
import { stateFolder, userConfigFile, variable } from './config-places.js'
import type { ParleyConfig } from './config-schema.js'
import { decodeConfig } from './decode-config.js'
import { defaultConfig } from './default-settings.js'
import { readEnvironment } from './environment-settings.js'
import { findProjectFile } from './find-project-file.js'
import { mergeSettings, tableFromSettings, toSettings } from './merge-settings.js'
import { readOptions } from './option-settings.js'
import { configFromText, isCodeFile, readConfigText, readTextIfThere } from './read-config-file.js'
import type { Setting, Settings } from './setting.js'
import { createTrustStore } from './trust-store.js'
import { withholdUnsafe } from './withhold-unsafe.js'
import type { SiftedSettings, WithheldSetting } from './withhold-unsafe.js'

/** A configuration file that was looked for. `named`: by `--config` or `PARLEY_CONFIG`, and so trusted. */
export type ConfigFile =
  | { readonly role: 'user'; readonly path: string; readonly state: 'absent' | 'read' }
  | { readonly role: 'named'; readonly path: string; readonly state: 'read' }
  | { readonly role: 'project'; readonly path: string; readonly state: 'trusted' | 'not-trusted' }

export interface LoadedConfig {
  /** What holds, defaults included. */
  readonly config: ParleyConfig
  /** The same, leaf by leaf, with where each comes from. */
  readonly settings: Settings
  readonly files: readonly ConfigFile[]
  /** What the project's file says and what does not count, because it is not trusted. A program has the path ''. */
  readonly withheld: readonly WithheldSetting[]
}

/**
 * Option before environment before project file before user file before default, per setting. Throws `config` where a file,
 * a variable or an option cannot be used. What is not trusted is left out and listed, never an error.
 */
export async function loadConfig(place: ConfigPlace, options: OptionValues = {}): Promise<LoadedConfig> {
  const defaults = toSettings(defaultConfig(place), { kind: 'default' })
  const user = await readUserFile(place)
  const below = mergeSettings([defaults, user.settings])
  const project = await readProjectFile(place, options, below)
  const settings = mergeSettings([
    ...[defaults, user.settings, project?.kept ?? []],
    ...[readEnvironment(place), readOptions(options)],
  ])
  return {
    config: decodeConfig(tableFromSettings(settings.values()), 'The configuration'),
    settings,
    files: [user.file, ...(project === undefined ? [] : [project.file])],
    withheld: project?.withheld ?? [],
  }
}

interface UserFile {
  readonly file: ConfigFile
  readonly settings: readonly Setting[]
}

async function readUserFile(place: ConfigPlace): Promise<UserFile> {
  const path = userConfigFile(place)
  const text = await readTextIfThere(path)
  if (text === undefined) return { file: { role: 'user', path, state: 'absent' }, settings: [] }
  const config = await configFromText(text, path, place.homeDirectory)
  return {
    file: { role: 'user', path, state: 'read' },
    settings: toSettings(config, { kind: 'user-file', file: path }),
  }
}

type ProjectFile = SiftedSettings & { readonly file: ConfigFile }

async function readProjectFile(
  place: ConfigPlace,
  options: OptionValues,
  below: Settings,
): Promise<ProjectFile | undefined> {
  const named = stringOption(options, 'config') ?? variable(place, 'PARLEY_CONFIG')
  if (named !== undefined) {
    const path = resolve(place.workingDirectory, named)
    const config = await configFromText(await readConfigText(path), path, place.homeDirectory)
    const kept = toSettings(config, { kind: 'named-file', file: path })
    return { file: { role: 'named', path, state: 'read' }, kept, withheld: [] }
  }
  const found = await findProjectFile(place.workingDirectory, place.homeDirectory)
  return found === undefined ? undefined : readFoundFile(found, place, below)
}

/** The file is read once: what is checked against the trust store is what is used. */
async function readFoundFile(path: string, place: ConfigPlace, below: Settings): Promise<ProjectFile> {
  const text = await readConfigText(path)
  const isTrusted = await createTrustStore(stateFolder(place)).isTrusted(await realpath(path), text)
  if (!isTrusted && isCodeFile(path)) {
    const withheld = [{ path: '', reason: 'it is a program, and reading it means running it' }]
    return { file: { role: 'project', path, state: 'not-trusted' }, kept: [], withheld }
  }
  const config = await configFromText(text, path, place.homeDirectory)
  const settings = toSettings(config, { kind: 'project-file', file: path })
  if (isTrusted) return { file: { role: 'project', path, state: 'trusted' }, kept: settings, withheld: [] }
  return { file: { role: 'project', path, state: 'not-trusted' }, ...withholdUnsafe(settings, below) }
}
