/** A bucket for Terraform's state, with all that is set on one by AWS's provider: made, unchanged at the second look, changed, mended where somebody else changed it, imported, and destroyed with its versions. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import drift from './cases/terraform-buckets.json' with { type: 'json' }
import { openStage, play, type Step } from './support/stage.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-buckets', import.meta.url))
const second = '-var=second=true'

test(
  'Terraform makes, changes, mends, imports and destroys a bucket with versions and all that guards it',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const stage = await openStage()
    t.after(() => stage.close())
    const terraform = await openTerraform(stage.installation, configuration)
    t.after(() => terraform.close())

    assert.equal(await terraform.apply(), '11 added, 0 changed, 0 destroyed')
    await terraform.isUnchanged()
    assert.match(String((await terraform.output())['version']), /^[\w.]{32}$/)

    assert.equal(await terraform.apply(second), '0 added, 7 changed, 0 destroyed')
    for (const step of drift as readonly Step[]) await play(stage, step)
    assert.equal(await terraform.apply(second), '4 added, 1 changed, 0 destroyed')

    terraform.addFile('imports.tf', 'imports.tf.txt')
    const text = readFileSync(join(terraform.folder, 'imports.tf'), 'utf8')
    await terraform.run('state', 'rm', ...Array.from(text.matchAll(/to = (\S+)/g), ([, name = '']) => name))
    // Nothing but `force_destroy`, which Terraform alone knows.
    assert.equal(await terraform.apply(second), '8 imported, 0 added, 1 changed, 0 destroyed')
    assert.equal(await terraform.destroy(second), '11 destroyed')
    const { Buckets } = await play(stage, { call: 's3:ListBuckets', input: {} })
    assert.deepEqual(Buckets, [])
  },
)
