import type { Requirement } from './requirement.js'

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
