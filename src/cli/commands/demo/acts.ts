/** What the demo shows, in order: the pods of the well-known IRSA walkthroughs, then everyone who must be refused. */
import { podManifest } from './manifests.ts'
import type { Act, Found, Step } from './perform.ts'
import type { Outcome, Stage } from './stage.ts'

const namespace = 'reports'

/** A step that runs the AWS client as the administrator with just the words that are shown. */
const asAdmin = (
  words: (found: Found) => readonly string[],
  check: Step['check'],
  more: Partial<Step> = {},
): Step => ({
  shown: (found) => `aws ${words(found).map(quote).join(' ')}`,
  run: (stage, found) => stage.aws(...words(found)),
  check,
  ...more,
})

const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)

const succeeds = ({ code }: Outcome): string | undefined => (code === 0 ? undefined : 'exit code 0')

/** The command failed, and said so in these words. */
const failsWith =
  (...words: readonly string[]) =>
  ({ code, stderr, stdout }: Outcome): string | undefined => {
    if (code === 0) return 'a refusal'
    const missing = words.find((word) => !(stderr + stdout).includes(word))
    return missing === undefined ? undefined : `the words \`${missing}\``
  }

const nothing = (): string => ''

interface PodStep {
  readonly name: string
  readonly namespace?: string
  readonly serviceAccount?: string
  readonly command: readonly string[]
  readonly runOptions?: (found: Found) => readonly string[]
}

/** A step that creates a pod by its manifest and runs it. */
const asPod = (pod: PodStep, check: Step['check']): Step => ({
  shown: (found) => {
    const account =
      pod.serviceAccount === undefined
        ? 'default, no role'
        : `${pod.serviceAccount}, annotated with ${found['roleArn']}`
    return `podpass run -f ${pod.name}.yaml      # namespace ${pod.namespace ?? namespace}, ServiceAccount ${account}\n${pod.command.join(' ')}`
  },
  run: (stage, found) => runPod(stage, found, pod),
  check,
  tellWhy: true,
})

function runPod(stage: Stage, found: Found, pod: PodStep): Promise<Outcome> {
  const manifest = podManifest({
    name: pod.name,
    namespace: pod.namespace ?? namespace,
    serviceAccount:
      pod.serviceAccount === undefined ? undefined : { name: pod.serviceAccount, roleArn: found['roleArn']! },
    command: pod.command[0] === 'aws' ? [...stage.awsProgram.command, ...pod.command.slice(1)] : pod.command,
  })
  return stage.podpass(
    'run',
    '--quiet',
    ...(pod.runOptions?.(found) ?? []),
    '-f',
    stage.file(`${pod.name}.yaml`, manifest),
  )
}

const trustPolicy = ({ account, issuer }: Found): string => {
  const provider = issuer!.replace('https://', '')
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${provider}:aud`]: 'sts.amazonaws.com',
            [`${provider}:sub`]: `system:serviceaccount:${namespace}:reader`,
          },
        },
      },
    ],
  })
}

const nodeTrust = ({ account }: Found): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
    ],
  })

/** Sends a token to STS by hand, as a stolen or forged one would be. */
const exchange = (
  title: string,
  token: (stage: Stage, found: Found) => Promise<string>,
  check: Step['check'],
): Step => ({
  shown: (found) =>
    `aws sts assume-role-with-web-identity --role-arn ${found['roleArn']} --role-session-name intruder --web-identity-token …      # ${title}`,
  run: async (stage, found) => {
    const file = stage.file('token', await token(stage, found))
    const role = ['--role-arn', found['roleArn']!, '--role-session-name', 'intruder']
    return stage.aws(
      'sts',
      'assume-role-with-web-identity',
      ...role,
      '--web-identity-token',
      `file://${file}`,
    )
  },
  check,
  tellWhy: true,
})

async function createToken(stage: Stage, ...words: readonly string[]): Promise<string> {
  const { stdout } = await stage.podpass(
    'token',
    'create',
    '--service-account',
    `${namespace}/reader`,
    ...words,
  )
  return stdout.trim()
}

/** Changes the subject of a token and keeps its signature. */
function forge(token: string, change: (claims: Record<string, unknown>) => void): string {
  const [header, payload, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
  change(claims)
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

export const acts: readonly Act[] = [
  {
    title: 'An account, a cluster with an issuer of its own, and something to protect',
    steps: [
      asAdmin(
        () => ['sts', 'get-caller-identity'],
        (outcome, found) => {
          found['account'] = /"Account": "(\d{12})"/.exec(outcome.stdout)?.[1] ?? ''
          found['bucket'] = `demo-reports-${found['account']}`
          return succeeds(outcome)
        },
      ),
      asAdmin(
        ({ account }) => [
          'eks',
          'create-cluster',
          '--name',
          'demo',
          '--role-arn',
          `arn:aws:iam::${account}:role/eks`,
          '--resources-vpc-config',
          'subnetIds=subnet-0a,subnet-0b',
        ],
        (outcome, found) => {
          found['issuer'] = /"issuer": "(https:[^"]+)"/.exec(outcome.stdout)?.[1] ?? ''
          return found['issuer'] === '' ? 'a cluster with an issuer' : succeeds(outcome)
        },
        { print: (_outcome, { issuer }) => `issuer: ${issuer}` },
      ),
      asAdmin(({ bucket }) => ['s3', 'mb', `s3://${bucket}`], succeeds),
      {
        shown: ({ bucket }) => `aws s3 cp 2026-11.csv s3://${bucket}/`,
        run: (stage, { bucket }) =>
          stage.aws('s3', 'cp', stage.file('2026-11.csv', 'month,total\n2026-11,42\n'), `s3://${bucket}/`),
        check: succeeds,
        print: ({ stdout }) => stdout.split('\r').at(-1) ?? '',
      },
    ],
  },
  {
    title: 'A pod without a role falls back on its node, and is refused',
    steps: [
      asAdmin(
        (found) => [
          'iam',
          'create-role',
          '--role-name',
          'demo-node',
          '--assume-role-policy-document',
          nodeTrust(found),
        ],
        succeeds,
        { print: nothing },
      ),
      asPod(
        {
          name: 'eks-iam-test1',
          command: ['aws', 's3', 'ls'],
          runOptions: ({ account }) => ['--node-role', `arn:aws:iam::${account}:role/demo-node`],
        },
        failsWith(
          'An error occurred (AccessDenied) when calling the ListBuckets operation',
          ':assumed-role/demo-node/i-0',
          'because no identity-based policy allows the s3:ListAllMyBuckets action',
        ),
      ),
    ],
  },
  {
    title: 'The ServiceAccount gets a role: provider, trust policy, permission',
    steps: [
      asAdmin(
        ({ issuer }) => [
          'iam',
          'create-open-id-connect-provider',
          '--url',
          issuer!,
          '--client-id-list',
          'sts.amazonaws.com',
        ],
        succeeds,
      ),
      asAdmin(
        (found) => [
          'iam',
          'create-role',
          '--role-name',
          'reports-reader',
          '--assume-role-policy-document',
          trustPolicy(found),
        ],
        (outcome, found) => {
          found['roleArn'] =
            /"Arn": "(arn:aws:iam::\d+:role\/reports-reader)"/.exec(outcome.stdout)?.[1] ?? ''
          return succeeds(outcome)
        },
        { print: ({ stdout }) => /"Arn": .*"/.exec(stdout)?.[0] ?? '' },
      ),
      asAdmin(
        () => [
          'iam',
          'attach-role-policy',
          '--role-name',
          'reports-reader',
          '--policy-arn',
          'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
        ],
        succeeds,
      ),
    ],
  },
  {
    title: 'The same command in a pod with the role: the list appears',
    steps: [
      asPod(
        { name: 'eks-iam-test2', serviceAccount: 'reader', command: ['aws', 's3', 'ls'] },
        (outcome, { bucket }) =>
          outcome.code === 0 && outcome.stdout.includes(bucket!) ? undefined : 'the list of buckets',
      ),
      asPod(
        { name: 'eks-iam-test3', serviceAccount: 'reader', command: ['aws', 'sts', 'get-caller-identity'] },
        (outcome) =>
          /assumed-role\/reports-reader\/(botocore-session|aws-sdk-js-session)-\d+/.test(outcome.stdout)
            ? undefined
            : 'assumed-role/reports-reader/…-session-…',
      ),
    ],
  },
  {
    title: 'And nothing else',
    steps: [
      {
        ...asPod(
          { name: 'eks-iam-test4', serviceAccount: 'reader', command: [] },
          failsWith('AccessDenied', 'because no identity-based policy allows the s3:DeleteObject action'),
        ),
        shown: ({ bucket }) =>
          `podpass run -f eks-iam-test4.yaml      # the same ServiceAccount\naws s3 rm s3://${bucket}/2026-11.csv`,
        run: (stage, found) =>
          runPod(stage, found, {
            name: 'eks-iam-test4',
            serviceAccount: 'reader',
            command: ['aws', 's3', 'rm', `s3://${found['bucket']}/2026-11.csv`],
          }),
      },
      asPod(
        { name: 'eks-iam-test5', namespace: 'other', serviceAccount: 'reader', command: ['aws', 's3', 'ls'] },
        failsWith('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
      ),
      exchange(
        'a token whose subject was changed',
        async (stage) => {
          const token = await createToken(stage)
          return forge(token, (claims) => (claims['jti'] = 'changed'))
        },
        failsWith('InvalidIdentityToken', 'could not be validated'),
      ),
      exchange(
        'a good token for another audience',
        (stage) => createToken(stage, '--audience', 'vault'),
        failsWith('InvalidIdentityToken', 'Incorrect token audience'),
      ),
      exchange(
        'a token of another issuer',
        async (stage) =>
          forge(await createToken(stage), (claims) => (claims['iss'] = 'https://issuer.example.org')),
        failsWith(
          'InvalidIdentityToken',
          'No OpenIDConnect provider found in your account for https://issuer.example.org',
        ),
      ),
      exchange(
        'a token that has expired',
        async (stage) =>
          forge(await createToken(stage), (claims) => (claims['exp'] = Number(claims['iat']) - 1)),
        failsWith('ExpiredTokenException', 'Token expired: current date/time'),
      ),
      {
        shown: () => 'AWS_SECRET_ACCESS_KEY=wrong aws sts get-caller-identity',
        run: (stage) => stage.awsAs({ AWS_SECRET_ACCESS_KEY: 'wrong' }, 'sts', 'get-caller-identity'),
        check: failsWith('SignatureDoesNotMatch'),
        tellWhy: true,
      },
    ],
  },
  {
    title: 'What the trail says of the pod’s call',
    steps: [
      asAdmin(
        () => [
          'cloudtrail',
          'lookup-events',
          '--lookup-attributes',
          'AttributeKey=EventName,AttributeValue=ListBuckets',
          '--max-results',
          '1',
        ],
        (outcome) =>
          readEvent(outcome)['errorCode'] === undefined && outcome.stdout.includes('reports-reader')
            ? succeeds(outcome)
            : 'the event of the pod’s ListBuckets',
        { print: (outcome) => JSON.stringify(readEvent(outcome), undefined, 2) },
      ),
    ],
  },
]

/** The CloudTrail record inside the answer of LookupEvents. */
function readEvent({ stdout }: Outcome): Record<string, unknown> {
  try {
    const { Events } = JSON.parse(stdout) as { Events: { CloudTrailEvent: string }[] }
    return JSON.parse(Events[0]!.CloudTrailEvent) as Record<string, unknown>
  } catch {
    return {}
  }
}
