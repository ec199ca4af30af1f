/** The real Terraform with the real AWS provider, out of a mirror on this machine, against an installation. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Installation } from './installation.ts'
import { has, runProgram } from './run-program.ts'

const mirror = process.env['PODPASS_TERRAFORM_MIRROR'] ?? '/opt/tf-plugins'

/** Why it cannot be run here, or false. */
export const terraformMissing: string | false = !has('terraform', 'version')
  ? 'this machine has no terraform'
  : !existsSync(join(mirror, 'registry.terraform.io/hashicorp/aws')) &&
    `there is no mirror of the AWS provider in ${mirror}`

export interface Terraform {
  /** Runs it and gives what it printed; throws when it failed. */
  readonly run: (...words: readonly string[]) => Promise<string>
  readonly addFile: (name: string, from: string) => void
  readonly close: () => void
}

/** On a copy of the configuration, so that no state is left beside it. */
export async function openTerraform(installation: Installation, configuration: string): Promise<Terraform> {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-terraform-'))
  cpSync(join(configuration, 'main.tf'), join(folder, 'main.tf'))
  const settings = join(folder, 'cli.tfrc')
  writeFileSync(
    settings,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  )
  const { accessKeyId, secretAccessKey } = installation.admin
  const env = {
    AWS_ENDPOINT_URL: installation.endpoint,
    AWS_REGION: installation.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  }
  const run = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('terraform', words, env, '', {
      timeout: 300_000,
      cwd: folder,
    })
    assert.equal(code, 0, `terraform ${words.join(' ')}: ${stderr}\n${stdout}`)
    return stdout
  }
  await run('init', '-no-color')
  return {
    run,
    addFile: (name, from) => cpSync(join(configuration, from), join(folder, name)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
