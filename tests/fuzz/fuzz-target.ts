import type fc from 'fast-check'

/** Texts that make one case; bytes stand as characters up to U+00FF. What they are is known to the target. */
export type FuzzInput = readonly string[]

/** Where cases of one kind come from, and what is done with one. */
export interface FuzzTarget {
  readonly name: string
  readonly inputs: fc.Arbitrary<FuzzInput>
  /** Texts to begin with; each run tries them first. */
  readonly batchSize: number
  /**
   * `inside`: the child process does the work, in batches, by the target's name. `against`: this process attacks the servers
   * of the child. Rejects with what is wrong: a wrong answer, or none.
   */
  readonly way:
    | { readonly type: 'inside' }
    | { readonly type: 'against'; readonly attack: (input: FuzzInput, victim: Victim) => Promise<void> }
}

/** The servers of the child process. */
export interface Victim {
  readonly doorPort: number
  readonly doorToken: string
  readonly serverPort: number
}

/** One case that did what no case may do. */
export interface Finding {
  readonly target: string
  readonly input: FuzzInput
  readonly problem: string
}
