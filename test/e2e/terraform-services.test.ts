/** The IAM, STS, S3 and CloudWatch Logs resources of Terraform's AWS provider, and a published configuration beside them: made, unchanged at the second look, changed, made again where somebody else deleted them, imported and destroyed. */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import drift from './cases/terraform-drift.json' with { type: 'json' }
import { makeUploadedTexts } from './support/uploaded-texts.ts'
import { openStage, play, type Stage, type Step } from './support/stage.ts'
import { openTerraform, terraformMissing, type Terraform } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-services', import.meta.url))
const published = fileURLToPath(new URL('../../examples/seeds/003/terraform', import.meta.url))

const second = '-var=second=true'

test(
  'Terraform makes, changes, makes again, imports and destroys what IAM, STS, S3 and CloudWatch Logs have',
  { skip: terraformMissing, timeout: 900_000 },
  async (t) => {
    const stage = await openStage()
    t.after(() => stage.close())
    const terraform = await open(stage)
    t.after(() => terraform.close())

    assert.equal(await terraform.apply(), '54 added, 0 changed, 0 destroyed')
    await terraform.isUnchanged()
    const { seen } = await terraform.output()
    assert.deepEqual(seen, expected)

    assert.equal(await terraform.apply(second), '0 added, 29 changed, 0 destroyed')
    Object.assign(stage.facts, (await terraform.output())['ids'])
    for (const step of drift as readonly Step[]) await play(stage, step)
    assert.equal(await terraform.apply(second), '26 added, 11 changed, 0 destroyed')

    await forgetWhatIsImported(terraform)
    // Nothing is left to change but arguments that Terraform alone knows, such as `force_destroy`.
    assert.equal(await terraform.apply(second), '41 imported, 0 added, 4 changed, 0 destroyed')
    assert.equal(await terraform.destroy(second), '54 destroyed')
  },
)

async function open({ installation }: Stage): Promise<Terraform> {
  const own = { ...(await makeUploadedTexts(Date.now())), account: installation.account }
  const files = {
    'own.json': JSON.stringify(own),
    // The published configuration reads it from where Terraform is started.
    'policy.json': readFileSync(join(published, 'policy.json'), 'utf8'),
  }
  return openTerraform(installation, configuration, {
    files,
    prepare: (folder) => cpSync(published, join(folder, 'service-account'), { recursive: true }),
  })
}

async function forgetWhatIsImported(terraform: Terraform): Promise<void> {
  const { ids } = await terraform.output()
  writeFileSync(join(terraform.folder, 'ids.json'), JSON.stringify(ids))
  terraform.addFile('imports.tf', 'imports.tf.txt')
  const text = readFileSync(join(terraform.folder, 'imports.tf'), 'utf8')
  const names = Array.from(text.matchAll(/to = (\S+)/g), ([, name = '']) => name)
  await terraform.run('state', 'rm', ...names)
}

/** What the data sources see of the first state. */
const expected = {
  caller: true,
  canonical: 64,
  provider: true,
  policy: true,
  managed: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
  roles: ['app'],
  users: ['ann'],
  group: ['ann', 'ben'],
  keys: 1,
  allowed: true,
  refused: false,
  instances: ['app'],
  body: '1',
  objects: ['copy', 'old', 'source', 'total of the year/ä+b.txt'],
  bucket: 'us-east-1',
  alias: 'podpass-test',
  certificate: 'web',
  log_group: true,
  log_groups: 2,
}
