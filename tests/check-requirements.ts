import type { Requirement } from './requirement.js'

/** What is wrong with the table, one line each; empty when every row is shown by tests that exist. */
export function listRequirementFaults(rows: readonly Requirement[], titles: ReadonlySet<string>): readonly string[] {
  const seen = new Set<string>()
  return rows.flatMap((row) => {
    const isTwice = seen.has(row.id)
    seen.add(row.id)
    return [
      ...(isTwice ? [`${row.id}: this id is used twice`] : []),
      ...(row.tests.length === 0 ? [`${row.id}: no test shows it`] : []),
      ...row.tests.filter((title) => !hasTitle(titles, title)).map((title) => `${row.id}: there is no test "${title}"`),
    ]
  })
}

function hasTitle(titles: ReadonlySet<string>, wanted: string): boolean {
  if (wanted.trim() === '') return false
  if (titles.has(wanted)) return true
  for (const title of titles) if (title.startsWith(wanted)) return true
  return false
}
