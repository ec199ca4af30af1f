/** Shows what would be done in the cluster, and asks whether it shall be. */
import { createInterface } from 'node:readline/promises'
import type { PlannedObject } from '../../../kubernetes/install/index.ts'
import { WrongUse } from '../../failure.ts'
import { line, paint } from '../../print.ts'

const colours = { create: 'green', change: 'yellow', keep: 'dim' } as const

export function showPlan(plan: readonly PlannedObject[], obsolete: readonly string[]): void {
  for (const { title, action, changes } of plan) {
    line(`${paint(colours[action], action.padEnd(6))} ${title}`)
    for (const change of changes) line(`       ${change}`)
  }
  for (const title of obsolete) line(`${paint('red', 'remove')} ${title}`)
}

export interface Consent {
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** Whether to go on; a dry run never does. */
export async function askConsent({ dryRun, yes }: Consent, question: string): Promise<boolean> {
  if (dryRun === true) {
    line('nothing was changed: this was a dry run')
    return false
  }
  if (yes === true) return true
  if (!process.stdin.isTTY)
    throw new WrongUse('nobody can be asked here: --yes goes on, --dry-run only shows')
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question(`${question} [y/N] `)
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}
