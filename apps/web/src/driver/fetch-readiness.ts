import * as v from 'valibot'

const FindingSchema = v.object({ isReady: v.boolean(), detail: v.string() })
const ReadinessSchema = v.object({ checks: v.object({ agent: FindingSchema }) })

/** Whether the gateway's agent can be had; `undefined` where it does not say. Never rejects. */
export async function fetchReadiness(): Promise<v.InferOutput<typeof FindingSchema> | undefined> {
  try {
    const response = await fetch('/findings')
    const parsed = v.safeParse(ReadinessSchema, await response.json())
    return parsed.success ? parsed.output.checks.agent : undefined
  } catch {
    return undefined
  }
}
