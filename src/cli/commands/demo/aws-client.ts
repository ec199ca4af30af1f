/** A small stand-in for the AWS CLI on the AWS SDK: the commands of the demo, with the CLI's way of printing and failing. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'

type Options = Readonly<Record<string, string>>
type Run = (options: Options, words: readonly string[]) => Promise<unknown>

/** By service and operation as the CLI names them. What is printed is the answer as JSON, or the text returned. */
const commands: Readonly<Record<string, Run>> = {
  's3 ls': listS3,
  's3 mb': async (_options, [url]) => {
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
    await (await s3()).send(new CreateBucketCommand({ Bucket: bucketOf(url!) }))
    return `make_bucket: ${bucketOf(url!)}`
  },
  's3 cp': async (_options, [from, to]) => {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3')
    const key = keyOf(to!) === '' || keyOf(to!).endsWith('/') ? keyOf(to!) + basename(from!) : keyOf(to!)
    await (
      await s3()
    ).send(new PutObjectCommand({ Bucket: bucketOf(to!), Key: key, Body: readFileSync(from!) }))
    return `upload: ${from} to s3://${bucketOf(to!)}/${key}`
  },
  's3 rm': async (_options, [url]) => {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3')
    await (await s3()).send(new DeleteObjectCommand({ Bucket: bucketOf(url!), Key: keyOf(url!) }))
    return `delete: ${url}`
  },
  'sts get-caller-identity': async () => {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
    return new STSClient().send(new GetCallerIdentityCommand())
  },
  'sts assume-role-with-web-identity': async (options) => {
    const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
    return new STSClient().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: options['role-arn'],
        RoleSessionName: options['role-session-name'],
        WebIdentityToken: readArgument(options['web-identity-token']),
      }),
    )
  },
  'eks create-cluster': async (options) => {
    const { CreateClusterCommand, EKSClient } = await import('@aws-sdk/client-eks')
    const subnetIds = (options['resources-vpc-config'] ?? '').replace('subnetIds=', '').split(',')
    return new EKSClient().send(
      new CreateClusterCommand({
        name: options['name'],
        roleArn: options['role-arn'],
        resourcesVpcConfig: { subnetIds },
      }),
    )
  },
  'eks describe-cluster': async (options) => {
    const { DescribeClusterCommand, EKSClient } = await import('@aws-sdk/client-eks')
    return new EKSClient().send(new DescribeClusterCommand({ name: options['name'] }))
  },
  'iam create-open-id-connect-provider': async (options) => {
    const { CreateOpenIDConnectProviderCommand } = await import('@aws-sdk/client-iam')
    return (await iam()).send(
      new CreateOpenIDConnectProviderCommand({
        Url: options['url'],
        ClientIDList: options['client-id-list']?.split(' '),
      }),
    )
  },
  'iam create-role': async (options) => {
    const { CreateRoleCommand } = await import('@aws-sdk/client-iam')
    return (await iam()).send(
      new CreateRoleCommand({
        RoleName: options['role-name'],
        AssumeRolePolicyDocument: readArgument(options['assume-role-policy-document']),
      }),
    )
  },
  'iam attach-role-policy': async (options) => {
    const { AttachRolePolicyCommand } = await import('@aws-sdk/client-iam')
    await (
      await iam()
    ).send(new AttachRolePolicyCommand({ RoleName: options['role-name'], PolicyArn: options['policy-arn'] }))
    return ''
  },
  'iam put-role-policy': async (options) => {
    const { PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
    await (
      await iam()
    ).send(
      new PutRolePolicyCommand({
        RoleName: options['role-name'],
        PolicyName: options['policy-name'],
        PolicyDocument: readArgument(options['policy-document']),
      }),
    )
    return ''
  },
  'iam detach-role-policy': async (options) => {
    const { DetachRolePolicyCommand } = await import('@aws-sdk/client-iam')
    await (
      await iam()
    ).send(new DetachRolePolicyCommand({ RoleName: options['role-name'], PolicyArn: options['policy-arn'] }))
    return ''
  },
  'iam delete-role-policy': async (options) => {
    const { DeleteRolePolicyCommand } = await import('@aws-sdk/client-iam')
    await (
      await iam()
    ).send(
      new DeleteRolePolicyCommand({ RoleName: options['role-name'], PolicyName: options['policy-name'] }),
    )
    return ''
  },
  'iam delete-role': async (options) => {
    const { DeleteRoleCommand } = await import('@aws-sdk/client-iam')
    await (await iam()).send(new DeleteRoleCommand({ RoleName: options['role-name'] }))
    return ''
  },
  'cloudtrail lookup-events': async (options) => {
    const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
    const value = options['lookup-attributes']?.replace('AttributeKey=EventName,AttributeValue=', '')
    return new CloudTrailClient().send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: value }],
        MaxResults: Number(options['max-results'] ?? 50),
      }),
    )
  },
}

async function s3() {
  const { S3Client } = await import('@aws-sdk/client-s3')
  return new S3Client({ forcePathStyle: true })
}

async function iam() {
  const { IAMClient } = await import('@aws-sdk/client-iam')
  return new IAMClient()
}

async function listS3(_options: Options, [url]: readonly string[]): Promise<string> {
  const { ListBucketsCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3')
  if (url === undefined) {
    const { Buckets = [] } = await (await s3()).send(new ListBucketsCommand())
    return Buckets.map((bucket) => `${stamp(bucket.CreationDate!)} ${bucket.Name}`).join('\n')
  }
  const { Contents = [] } = await (
    await s3()
  ).send(new ListObjectsV2Command({ Bucket: bucketOf(url), Prefix: keyOf(url) }))
  return Contents.map(
    (object) => `${stamp(object.LastModified!)} ${String(object.Size).padStart(10)} ${object.Key}`,
  ).join('\n')
}

const bucketOf = (url: string): string => url.replace(/^s3:\/\//, '').split('/')[0]!
const keyOf = (url: string): string =>
  url
    .replace(/^s3:\/\//, '')
    .split('/')
    .slice(1)
    .join('/')
const stamp = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ')
const readArgument = (text = ''): string =>
  text.startsWith('file://') ? readFileSync(text.slice('file://'.length), 'utf8') : text

/** `--name value` pairs and the words between them. */
function parse(args: readonly string[]): { options: Options; words: string[] } {
  const options: Record<string, string> = {}
  const words: string[] = []
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--only-show-errors') continue
    if (args[at]!.startsWith('--')) options[args[at]!.slice(2)] = args[++at] ?? ''
    else words.push(args[at]!)
  }
  return { options, words }
}

function print(answer: unknown): void {
  if (typeof answer === 'string') {
    if (answer !== '') console.log(answer)
    return
  }
  const { $metadata: _metadata, ...facts } = answer as Record<string, unknown>
  console.log(JSON.stringify(facts, undefined, 4))
}

/** The CLI's words for an error answer, and its exit code 254. */
function fail(error: unknown, operation: string): void {
  const { name, message } = error as Error
  console.error(`\nAn error occurred (${name}) when calling the ${operation} operation: ${message}`)
  process.exitCode = 254
}

const operationNames: Readonly<Record<string, string>> = {
  's3 ls': 'ListBuckets',
  's3 rm': 'DeleteObject',
  's3 cp': 'PutObject',
  's3 mb': 'CreateBucket',
}

const pascalCase = (name: string): string =>
  name.replaceAll(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase())

async function main(args: readonly string[]): Promise<void> {
  const name = args.slice(0, 2).join(' ')
  const run = commands[name]
  if (run === undefined) {
    console.error(`this stand-in for the AWS CLI knows: ${Object.keys(commands).join(', ')}`)
    process.exitCode = 252
    return
  }
  const { options, words } = parse(args.slice(2))
  try {
    print(await run(options, words))
  } catch (error) {
    fail(error, operationNames[name] ?? pascalCase(args[1]!))
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
