/** What every program may see. Keys and tokens of the user's shell are none of its business. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'USER', 'LOGNAME', 'TMPDIR', 'SHELL', 'TZ']

/**
 * Marks all processes of a run, so that those which left its process group are found as well. The value is a list: a run
 * inside of a run (an agent that uses Parley itself) carries the marks of both, so that the outer one owns it too.
 */
export const RUN_MARK = 'PARLEY_RUN'

/** Marks of runs that may lie inside of each other; more are no use to anybody. */
const MAX_MARKS = 8

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
  const marks = [...marksOf(ours[RUN_MARK]).slice(1 - MAX_MARKS), runMark]
  return { ...Object.fromEntries(passed), ...theirs, [RUN_MARK]: marks.join(' ') }
}

/** The marks in a value of the variable, outermost first. */
export function marksOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(' ').filter((mark) => /^[\w-]{1,100}$/.test(mark))
}
