/** The trail of Terraform's AWS provider: made, unchanged at the second look, changed, imported and destroyed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation } from './support/installation.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-cloudtrail', import.meta.url))

test(
  'Terraform makes, changes, imports and destroys a trail',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const installation = await openInstallation()
    t.after(() => installation.stop())
    const terraform = await openTerraform(installation, configuration)
    t.after(() => terraform.close())
    const run = async (verb: string, ...rest: readonly string[]): Promise<string> =>
      /complete! Resources: (.*)\./.exec(await terraform.run(verb, '-no-color', ...rest))?.[1] ?? ''

    assert.equal(await run('apply', '-auto-approve'), '7 added, 0 changed, 0 destroyed')
    // It fails with a plan that is not empty.
    await run('plan', '-detailed-exitcode')
    assert.equal(
      await terraform.run('output', '-raw', 'arn'),
      `arn:aws:cloudtrail:us-east-1:${installation.account}:trail/tf-trail`,
    )
    assert.equal(await terraform.run('output', '-raw', 'home'), 'us-east-1')

    const second = '-var=second=true'
    assert.equal(await run('apply', '-auto-approve', second), '0 added, 1 changed, 0 destroyed')

    await terraform.run('state', 'rm', 'aws_cloudtrail.main')
    terraform.addFile('imports.tf', 'imports.tf.txt')
    assert.equal(await run('apply', '-auto-approve', second), '1 imported, 0 added, 0 changed, 0 destroyed')
    assert.equal(await run('destroy', '-auto-approve', '-refresh=false', second), '7 destroyed')
  },
)
