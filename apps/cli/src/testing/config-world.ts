import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ConfigPlace } from '../config/config-places.js'

/** A home folder and a project in it, of their own; gone after the test. */
export interface ConfigWorld extends ConfigPlace {
  /** Of the project. */
  readonly project: string
  /** Writes a file below the root (`home/…`); an object as JSON. Gives back its path. */
  write(path: string, content: string | object): Promise<string>
  /** The same place, seen from elsewhere. */
  at(changes: { readonly folder?: string; readonly environment?: Readonly<Record<string, string>> }): ConfigPlace
}

export async function createConfigWorld(context: TestContext): Promise<ConfigWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'parley-config-')))
  context.after(() => rm(root, { recursive: true, force: true }))
  const project = join(root, 'home', 'project')
  await mkdir(join(project, 'deep', 'er'), { recursive: true })
  const place: ConfigPlace = { workingDirectory: project, homeDirectory: join(root, 'home'), environment: {} }
  return {
    ...place,
    project,
    write: async (path, content) => {
      const file = join(root, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
      return file
    },
    at: ({ folder, environment = {} }) => ({
      ...place,
      workingDirectory: folder === undefined ? project : join(root, folder),
      environment,
    }),
  }
}
