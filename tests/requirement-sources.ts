import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Requirement } from './requirement.js'

/**
 * Sources that lead nowhere, one line each. A source is a path of the repository, with the beginning of one of its
 * headings behind a comma where it is a page; what is no path (`GA reference, items`) is left alone.
 */
export function listSourceFaults(rows: readonly Requirement[], root: string): readonly string[] {
  return rows.flatMap(({ id, source }) => {
    const [path = '', section] = source.split(', ')
    if (!path.includes('/') && !path.endsWith('.md')) return []
    if (path.startsWith('@')) return []
    if (!existsSync(join(root, path))) return [`${id}: there is no ${path}`]
    if (section === undefined || !path.endsWith('.md')) return []
    return hasHeading(readFileSync(join(root, path), 'utf8'), section) ? [] : [`${id}: ${path} has no "${section}"`]
  })
}

function hasHeading(page: string, section: string): boolean {
  const wanted = section.toLowerCase()
  return page.split('\n').some((line) => /^#+ /.test(line) && headingOf(line).startsWith(wanted))
}

function headingOf(line: string): string {
  return line.replace(/^#+ /, '').toLowerCase()
}
