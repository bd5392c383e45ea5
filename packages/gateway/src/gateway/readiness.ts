/** Whether one thing that a gateway needs is there. */
export interface Finding {
  readonly isReady: boolean
  /** For an operator: no key, no word of anybody. */
  readonly detail: string
}

/** The answer of `/readyz`. */
export interface Readiness {
  readonly isReady: boolean
  readonly checks: Readonly<Record<string, Finding>>
}

export type ReadinessCheck = () => Finding | Promise<Finding>

/** Looks at all of them; one that fails to look is not ready. */
export async function readReadiness(checks: Readonly<Record<string, ReadinessCheck>>): Promise<Readiness> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await look(check)] as const),
  )
  return { isReady: found.every(([, { isReady }]) => isReady), checks: Object.fromEntries(found) }
}

async function look(check: ReadinessCheck): Promise<Finding> {
  try {
    return await check()
  } catch (cause) {
    return { isReady: false, detail: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** Asks again only after a while, and once for all who ask meanwhile: whoever may ask must not be able to make us work. */
export function keepFinding(check: ReadinessCheck, keptMs: number, now: () => number): ReadinessCheck {
  let kept: { readonly atMs: number; readonly finding: Promise<Finding> } | undefined
  return () => {
    if (kept === undefined || now() - kept.atMs >= keptMs) kept = { atMs: now(), finding: look(check) }
    return kept.finding
  }
}
