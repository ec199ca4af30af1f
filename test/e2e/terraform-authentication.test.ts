/** Each way in which Terraform's AWS provider comes by its credentials: in the configuration, in profiles, in the environment, from the container and from the instance. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import roles from './cases/terraform-authentication.json' with { type: 'json' }
import { openCredentialDoors, type CredentialDoors } from './support/credential-doors.ts'
import { refusalsOf } from './support/refused-calls.ts'
import type { Environment, Outcome } from './support/run-program.ts'
import { openStage, play, type Stage, type Step } from './support/stage.ts'
import { openTerraform, terraformMissing, type Terraform } from './support/terraform.ts'
import { makeToken } from './support/tokens.ts'

const unless = { skip: terraformMissing, timeout: 600_000 }
const folder = mkdtempSync(join(tmpdir(), 'podpass-credentials-'))
const file = (name: string): string => join(folder, name)

let stage: Stage
let doors: CredentialDoors
let caller: Terraform

before(async () => {
  if (terraformMissing !== false) return
  stage = await openStage()
  for (const step of roles as readonly Step[]) await play(stage, step)
  const credentials = stage.callers.get('node')!
  doors = await openCredentialDoors(stage.installation, { credentials, token: 'let me in', folder })
  writeFileSync(file('authorization'), 'let me in')
  // As people write such files: with a line break at the end.
  writeFileSync(file('token'), `${await makeToken(stage.issuers)}\n`)
  writeFileSync(file('stranger'), await makeToken(stage.issuers, { claims: { sub: 'somebody' } }))
  caller = await openTerraform(stage.installation, configuration('terraform-caller'))
})
after(async () => {
  rmSync(folder, { recursive: true })
  if (terraformMissing !== false) return
  caller.close()
  await doors.close()
  await stage.close()
})

const configuration = (name: string): string => fileURLToPath(new URL(`./cases/${name}`, import.meta.url))

/** Who the plan says its providers are. */
const callersIn = (printed: string): Record<string, string> =>
  Object.fromEntries(Array.from(printed.matchAll(/\+ (\w+) += "(arn:.*)"/g), ([, name, arn]) => [name, arn]))

test('the configuration and its profiles hand over credentials in each way', unless, async (t) => {
  const { admin, account, endpoint } = stage.installation
  const role = (name: string): string => `role_arn = arn:aws:iam::${account}:role/${name}`
  const keys = `aws_access_key_id = ${admin.accessKeyId}\naws_secret_access_key = ${admin.secretAccessKey}`
  const shown = { Version: 1, AccessKeyId: admin.accessKeyId, SecretAccessKey: admin.secretAccessKey }
  const own = {
    account,
    key: admin.accessKeyId,
    secret: admin.secretAccessKey,
    token: await makeToken(stage.issuers),
  }
  const files = {
    'own.json': JSON.stringify(own),
    token: `${await makeToken(stage.issuers)}\n`,
    credentials: `[keys]\n${keys}\n`,
    'process.json': JSON.stringify(shown),
    config: [
      `[profile source]\nsource_profile = keys\nrole_session_name = profile\n${role('open')}`,
      `[profile token]\nweb_identity_token_file = ${file('token')}\nrole_session_name = profile\n${role('pod')}`,
      `[profile container]\ncredential_source = EcsContainer\nrole_session_name = container\n${role('last')}`,
      `[profile instance]\ncredential_source = Ec2InstanceMetadata\nrole_session_name = instance\n${role('last')}`,
      '[profile process]\ncredential_process = cat process.json\n',
    ].join('\n'),
  }
  const terraform = await openTerraform(stage.installation, configuration('terraform-authentication'), {
    files,
    env: {
      // What a profile or the environment assumes is asked of STS at this address alone.
      AWS_ENDPOINT_URL_STS: endpoint,
      ...containerEnvironment(),
      ...instanceEnvironment(),
    },
  })
  t.after(() => terraform.close())
  // Not all providers at once: each is a process of its own.
  const printed = await terraform.run('plan', '-no-color', '-parallelism=3')
  const session = (name: string): string => `arn:aws:sts::${account}:assumed-role/${name}`
  const administrator = `arn:aws:iam::${account}:user/admin`
  assert.deepEqual(callersIn(printed), {
    environment: administrator,
    static: administrator,
    profile: administrator,
    process: administrator,
    source: session('open/profile'),
    token_profile: session('pod/profile'),
    from_container: session('last/container'),
    from_instance: session('last/instance'),
    assumed: session('assumed/session'),
    chained: session('last/second'),
    token: session('pod/file'),
    token_text: session('pod/text'),
  })
})

/** The default chain with no keys in the environment. */
const plan = (env: Environment): Promise<Outcome> =>
  caller.attempt({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ...env }, 'plan', '-no-color')

const containerEnvironment = (): Environment => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: doors.container,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('authorization'),
})

const instanceEnvironment = (): Environment => ({
  AWS_EC2_METADATA_DISABLED: 'false',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: doors.instance,
})

const podEnvironment = (token: string): Environment => ({
  AWS_ENDPOINT_URL_STS: stage.installation.endpoint,
  AWS_ROLE_ARN: `arn:aws:iam::${stage.installation.account}:role/pod`,
  AWS_WEB_IDENTITY_TOKEN_FILE: file(token),
  AWS_ROLE_SESSION_NAME: 'pod',
})

const ways: readonly (readonly [string, () => Environment, string])[] = [
  ['what the webhook gives a pod', () => podEnvironment('token'), 'pod/pod'],
  ['a container agent', containerEnvironment, 'node/i-0123456789abcdef0'],
  ['the metadata of its instance', instanceEnvironment, 'node/i-0123456789abcdef0'],
]
for (const [way, environment, session] of ways)
  test(`with no keys, Terraform is who it is by ${way}`, unless, async () => {
    const { code, stdout, stderr } = await plan(environment())
    assert.equal(code, 0, stderr)
    assert.deepEqual(callersIn(stdout), {
      environment: `arn:aws:sts::${stage.installation.account}:assumed-role/${session}`,
    })
  })

test('a token of somebody else is refused, and asked for no second time', unless, async () => {
  const { code, stderr } = await plan(podEnvironment('stranger'))
  assert.equal(code, 1)
  assert.match(
    stderr.replaceAll(/\s+/g, ' '),
    /AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity/,
  )
  const refusals = await refusalsOf(stage, 'AssumeRoleWithWebIdentity')
  assert.equal(refusals.length, 1, refusals.join('; '))
})
