/** The EKS resources of Terraform's AWS provider: made, unchanged at the second look, changed, imported and destroyed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation } from './support/installation.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-eks', import.meta.url))

test(
  'Terraform makes, changes, imports and destroys all that EKS has',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const installation = await openInstallation()
    t.after(() => installation.stop())
    const terraform = await openTerraform(installation, configuration)
    t.after(() => terraform.close())
    const run = async (...words: readonly string[]): Promise<string> => {
      const [verb = '', ...rest] = words
      return summaryOf(await terraform.run(verb, '-no-color', ...rest))
    }
    // It fails with a plan that is not empty.
    const isUnchanged = (...words: readonly string[]): Promise<string> =>
      run('plan', '-detailed-exitcode', ...words)

    assert.equal(await run('apply', '-auto-approve'), '13 added, 0 changed, 0 destroyed')
    await isUnchanged()

    const second = '-var=second=true'
    assert.equal(await run('apply', '-auto-approve', second), '1 added, 5 changed, 1 destroyed')
    await isUnchanged(second)
    assert.equal(await terraform.run('output', '-raw', 'version'), '1.34')

    const association = `-var=association=${await terraform.run('output', '-raw', 'association')}`
    const all = (await terraform.run('state', 'list'))
      .split('\n')
      .filter((name) => name.startsWith('aws_eks_'))
    await terraform.run('state', 'rm', ...all)
    terraform.addFile('imports.tf', 'imports.tf.txt')
    assert.equal(
      await run('apply', '-auto-approve', second, association),
      '9 imported, 0 added, 0 changed, 0 destroyed',
    )
    assert.equal(await run('destroy', '-auto-approve', '-refresh=false', second, association), '13 destroyed')
  },
)

const summaryOf = (printed: string): string => /complete! Resources: (.*)\./.exec(printed)?.[1] ?? ''
