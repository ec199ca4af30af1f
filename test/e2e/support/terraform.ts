/** The real Terraform with the real AWS provider, out of a mirror on this machine, against an installation. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Installation } from './installation.ts'
import { has, runProgram, type Environment, type Outcome } from './run-program.ts'

const mirror = process.env['PODPASS_TERRAFORM_MIRROR'] ?? '/opt/tf-plugins'

/** Why Terraform itself cannot be run here, or false. */
export const programMissing: string | false = !has('terraform', 'version') && 'this machine has no terraform'

/** Why Terraform cannot be run here with the AWS provider, or false. */
export const terraformMissing: string | false =
  programMissing ||
  (!existsSync(join(mirror, 'registry.terraform.io/hashicorp/aws')) &&
    `there is no mirror of the AWS provider in ${mirror}`)

export interface Terraform {
  /** Where it runs: the copy of the configuration. */
  readonly folder: string
  /** Runs it and gives what it printed; throws when it failed. */
  readonly run: (...words: readonly string[]) => Promise<string>
  /** Runs it with variables beside those that all runs have, and gives how it ended. */
  readonly attempt: (env: Environment, ...words: readonly string[]) => Promise<Outcome>
  /** Applies, and tells how many resources were added, changed and destroyed. */
  readonly apply: (...words: readonly string[]) => Promise<string>
  readonly destroy: (...words: readonly string[]) => Promise<string>
  /** Fails where a plan is not empty. */
  readonly isUnchanged: (...words: readonly string[]) => Promise<void>
  readonly output: () => Promise<Readonly<Record<string, unknown>>>
  readonly addFile: (name: string, from: string) => void
  readonly close: () => void
}

export interface TerraformOptions {
  /** Joins the environment of every run; an empty value is as none. */
  readonly env?: Environment
  /** Files written beside the configuration before the first run, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** Words for `init`. */
  readonly init?: readonly string[]
  /** Adds to the folder before the first run what is no file of its own. */
  readonly prepare?: (folder: string) => void
}

/** On a copy of the configuration, so that no state is left beside it. */
export async function openTerraform(
  installation: Installation,
  configuration: string,
  { env = {}, files = {}, init = [], prepare }: TerraformOptions = {},
): Promise<Terraform> {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-terraform-'))
  cpSync(configuration, folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  prepare?.(folder)
  const every = { ...environmentOf(installation, folder), ...env }
  const attempt = (more: Environment, ...words: readonly string[]): Promise<Outcome> =>
    runProgram('terraform', words, { ...every, ...more }, '', { timeout: 300_000, cwd: folder })
  const run = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await attempt({}, ...words)
    assert.equal(code, 0, `terraform ${words.join(' ')}: ${stderr}\n${stdout}`)
    return stdout
  }
  const change = async (...words: readonly string[]): Promise<string> =>
    /complete! Resources: (.*)\./.exec(await run(...words))?.[1] ?? ''
  await run('init', '-no-color', ...init)
  return {
    folder,
    run,
    attempt,
    apply: (...words) => change('apply', '-no-color', '-auto-approve', ...words),
    destroy: (...words) => change('destroy', '-no-color', '-auto-approve', '-refresh=false', ...words),
    isUnchanged: async (...words) => void (await run('plan', '-no-color', '-detailed-exitcode', ...words)),
    output: async () => valuesOf(JSON.parse(await run('output', '-json')) as Outputs),
    addFile: (name, from) => cpSync(join(configuration, from), join(folder, name)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

type Outputs = Readonly<Record<string, { readonly value: unknown }>>

const valuesOf = (outputs: Outputs): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))

function environmentOf({ endpoint, region, admin }: Installation, folder: string): Environment {
  const settings = join(folder, 'cli.tfrc')
  writeFileSync(
    settings,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  )
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  }
}
