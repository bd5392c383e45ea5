import { delimiter, join } from 'node:path'

export interface ProgramSearch {
  /** As in the environment: folders with `:` (on Windows `;`) between. */
  readonly path: string
  /** Is there a program that may be run? */
  readonly exists: (path: string) => boolean
  /** On Windows the endings of programs, `.EXE;.CMD`; elsewhere none. */
  readonly endings?: readonly string[]
}

/** The first of these programs that PATH has, by its full path. Looks at nothing but `search`. */
export function findProgram(programs: readonly string[], search: ProgramSearch): string | undefined {
  const { path, exists, endings = [''] } = search
  // An empty entry would be the current folder: a program that lies there is not one that was installed.
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const places = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  return places.flatMap((place) => endings.map((ending) => place + ending)).find(exists)
}
