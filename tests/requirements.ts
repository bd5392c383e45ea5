import type { Requirement } from './requirement.js'

/** What Parley promises, row by row. A row without an existing test fails `requirements.test.ts`. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'house-boundaries',
    system: 0,
    source: 'ARCHITECTURE.md, three rules',
    behaviour: 'Cycles, arrows that are not in the table, Node in browser code and impure machines are found.',
    tests: ['a house that keeps every rule passes', '… is found'],
  },
]
