import type { Requirement } from './requirement.js'

/** The points of a checklist: rows `| S1 … | what holds | `title`; `title` |` under the heading "The checklist". */
export function listChecklist(page: string): readonly Requirement[] {
  const [, section = ''] = page.split(/^## The checklist$/m)
  const rows = (section.split(/^## /m)[0] ?? '').matchAll(/^\| (S\d+) [^|]*\|([^|]*)\|(.*)\|$/gm)
  return [...rows].map(([, id = '', stands = '', shown = '']) => {
    const tests = [...shown.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title)
    return { id, system: 0, source: 'docs/security.md', behaviour: stands.trim(), tests }
  })
}

/** The threats of a security page, each with the tests that it names: a `###` heading and its lines `- Test: …`. */
export function listThreats(page: string): readonly Requirement[] {
  const [, ...sections] = page.split(/^### /m)
  return sections.map((section) => {
    const [id = ''] = section.split('\n')
    const body = section.split(/^## /m)[0] ?? ''
    const tests = [...body.matchAll(/^- Test: `(.+)`$/gm)].map(([, title = '']) => title)
    return { id, system: 0, source: 'docs/security.md', behaviour: 'The threat is met.', tests }
  })
}
