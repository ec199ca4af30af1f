/** The log groups and streams of Terraform's AWS provider: made, unchanged at the second look, changed, imported and destroyed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation } from './support/installation.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-logs', import.meta.url))

test(
  'Terraform makes, changes, imports and destroys log groups and streams',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const installation = await openInstallation()
    t.after(() => installation.stop())
    const terraform = await openTerraform(installation, configuration)
    t.after(() => terraform.close())
    const run = async (verb: string, ...rest: readonly string[]): Promise<string> =>
      /complete! Resources: (.*)\./.exec(await terraform.run(verb, '-no-color', ...rest))?.[1] ?? ''

    assert.equal(await run('apply', '-auto-approve'), '4 added, 0 changed, 0 destroyed')
    // It fails with a plan that is not empty.
    await run('plan', '-detailed-exitcode')
    assert.equal(
      await terraform.run('output', '-raw', 'arn'),
      `arn:aws:logs:us-east-1:${installation.account}:log-group:/aws/eks/tf/cluster`,
    )
    assert.equal(await terraform.run('output', '-raw', 'count'), '2')

    const second = '-var=second=true'
    assert.equal(await run('apply', '-auto-approve', second), '0 added, 2 changed, 0 destroyed')

    const names = [
      'aws_cloudwatch_log_group.cluster',
      'aws_cloudwatch_log_group.kept',
      'aws_cloudwatch_log_stream.s',
    ]
    await terraform.run('state', 'rm', ...names)
    terraform.addFile('imports.tf', 'imports.tf.txt')
    assert.equal(await run('apply', '-auto-approve', second), '3 imported, 0 added, 0 changed, 0 destroyed')
    assert.equal(await run('destroy', '-auto-approve', '-refresh=false', second), '4 destroyed')
  },
)
