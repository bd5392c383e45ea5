/** What every program may see. Keys and tokens of the user's shell are none of its business. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'USER', 'LOGNAME', 'TMPDIR', 'SHELL', 'TZ']

/** Marks all processes of a run, so that those which left its process group are found as well. */
export const RUN_MARK = 'PARLEY_RUN'

/**
 * The environment of a program: an allow-list of what it may see of ours, then what the user set for it by name, then
 * the mark of its run.
 */
export function processEnvironment(
  ours: Readonly<Record<string, string | undefined>>,
  theirs: Readonly<Record<string, string>>,
  runMark: string,
): Readonly<Record<string, string>> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = ours[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(passed), ...theirs, [RUN_MARK]: runMark }
}
