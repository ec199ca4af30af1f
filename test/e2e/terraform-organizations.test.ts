/** The Organizations resources of Terraform's AWS provider: made, unchanged at the second look, changed, imported and destroyed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation } from './support/installation.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-organizations', import.meta.url))

test(
  'Terraform makes an organization with its accounts and policies, and changes, imports and destroys what AWS lets go',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const installation = await openInstallation()
    t.after(() => installation.stop())
    const terraform = await openTerraform(installation, configuration)
    t.after(() => terraform.close())
    assert.equal(await terraform.apply(), '7 added, 0 changed, 0 destroyed')
    await terraform.isUnchanged()
    const output = await terraform.output()
    assert.match(String(output['account']), /^\d{12}$/)
    assert.deepEqual([output['units'], output['policies']], [1, 2])

    const second = '-var=second=true'
    assert.equal(await terraform.apply(second), '0 added, 3 changed, 0 destroyed')

    await terraform.run('state', 'rm', 'aws_organizations_account.shop')
    await terraform.run(
      'import',
      '-no-color',
      second,
      'aws_organizations_account.shop',
      String(output['account']),
    )
    // What deletion means is known to Terraform alone; nothing else has changed.
    assert.equal(await terraform.apply(second), '0 added, 1 changed, 0 destroyed')

    // A closed account stays in the organization, which therefore stays too.
    const own = '-target=aws_organizations_account.shop'
    const policy = '-target=aws_organizations_policy.fence'
    assert.equal(await terraform.destroy(second, own, policy), '4 destroyed')
  },
)
