/** Which of the programs that the seeds are replayed with this machine has. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Need } from './script.ts'

const runs = (program: string, ...words: readonly string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore', timeout: 30_000 }).status === 0

const required: readonly (readonly [program: string, ...words: string[]])[] = [
  ['kubectl', 'version', '--client'],
  ['aws', '--version'],
  ['bash', '--version'],
  ['script', '--version'],
  ['jq', '--version'],
]

/** What no seed can be replayed without. */
export const missingPrograms = (): readonly string[] =>
  required.filter(([program, ...words]) => !runs(program, ...words)).map(([program]) => program)

export const terraformMirror = process.env['PODPASS_TERRAFORM_MIRROR'] ?? '/opt/tf-plugins'

/** Why a script cannot be replayed here, or undefined. */
export function missingFor(needs: readonly Need[]): string | undefined {
  if (!needs.includes('terraform')) return undefined
  if (!runs('terraform', 'version')) return 'this machine has no terraform'
  return existsSync(join(terraformMirror, 'registry.terraform.io/hashicorp/aws'))
    ? undefined
    : `there is no mirror of Terraform's AWS provider in ${terraformMirror}`
}
