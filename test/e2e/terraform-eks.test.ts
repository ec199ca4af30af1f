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
    assert.equal(await terraform.apply(), '13 added, 0 changed, 0 destroyed')
    await terraform.isUnchanged()

    const second = '-var=second=true'
    assert.equal(await terraform.apply(second), '1 added, 5 changed, 1 destroyed')
    await terraform.isUnchanged(second)
    assert.equal(await terraform.run('output', '-raw', 'version'), '1.34')

    const association = `-var=association=${await terraform.run('output', '-raw', 'association')}`
    const all = (await terraform.run('state', 'list'))
      .split('\n')
      .filter((name) => name.startsWith('aws_eks_'))
    await terraform.run('state', 'rm', ...all)
    terraform.addFile('imports.tf', 'imports.tf.txt')
    assert.equal(await terraform.apply(second, association), '9 imported, 0 added, 0 changed, 0 destroyed')
    assert.equal(await terraform.destroy(second, association), '13 destroyed')
  },
)
