/** What `webhook install` and `webhook upgrade` may be told, brought into the chart's values. */
import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseDocument } from 'yaml'
import { isObject, type JsonObject } from '../../../kubernetes/api/index.ts'
import { mergeValues, readValues, setValue, type Values } from '../../../kubernetes/install/index.ts'
import { parseDuration } from '../../duration.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { readInput } from '../../read-input.ts'
import type { ClusterAccess } from './install-cluster.ts'

export interface InstallOptions extends ClusterAccess {
  readonly namespace?: string
  readonly name: string
  readonly image?: string
  readonly certificates?: string
  readonly secret?: string
  readonly url?: string
  readonly caFile?: string
  readonly values?: readonly string[]
  readonly set?: readonly string[]
  readonly canaryNamespace: string
  readonly timeout: number
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly forceConflicts?: boolean
}

export const defaultNamespace = 'pod-identity-webhook'
export const defaultName = 'pod-identity-webhook'

export const nameOption = (): Option =>
  new Option('--name <name>', 'of all its objects').default(defaultName).argParser(parseName)

export const namespaceOption = (meaning: string): Option =>
  new Option('-n, --namespace <namespace>', `${meaning} (default: ${defaultNamespace})`).argParser(parseName)

export const addInstallOptions = (command: Command): Command =>
  command
    .addOption(namespaceOption('where it runs'))
    .addOption(nameOption())
    .option('--image <image>', 'as REGISTRY/NAME:TAG or with @sha256:...; deploy/Dockerfile builds it')
    .addOption(
      new Option('--certificates <mode>', 'who keeps the serving certificate').choices([
        'self-managed',
        'cert-manager',
        'secret',
        'files',
      ]),
    )
    .option('--secret <name>', 'the Secret with the certificate')
    .option('--url <url>', 'of a webhook outside of the cluster, which is all that is registered then')
    .option('--ca-file <file>', 'PEM of the authority that API servers are to trust')
    .option('-f, --values <file...>', "files with the chart's values; later ones count more")
    .option('--set <name=value...>', "single values of the chart's, as flags.aws-default-region=eu-west-1")
    .option('--canary-namespace <namespace>', 'whose pods have to get their role in the end', 'default')
    .addOption(
      new Option('--timeout <duration>', 'for replicas and canary together')
        .default(180, '3m')
        .argParser(parseDuration),
    )
    .option('--force-conflicts', 'take over fields that somebody else set')
    .option('--dry-run', 'show what would change, as the API server sees it, and change nothing')
    .option('-y, --yes', 'do not ask')

function parseName(text: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/.test(text))
    throw new InvalidArgumentError('expected a name of lower case letters, digits and dashes')
  return text
}

/** Files first, then single values, then the options that have a name of their own. */
export async function givenValues(options: InstallOptions): Promise<JsonObject> {
  let given: JsonObject = {}
  for (const file of options.values ?? []) given = mergeValues(given, await readFile(file))
  for (const text of options.set ?? []) {
    const set = setValue(given, text)
    if (!set.ok) throw new WrongUse(`--set: ${set.problem}`)
    given = set.values
  }
  const { name, image, certificates, secret, url, caFile } = options
  return [
    ...(name === defaultName ? [] : [{ name }]),
    ...(image === undefined ? [] : [{ image: readImage(image) }]),
    ...(certificates === undefined ? [] : [{ certificates: { mode: certificates } }]),
    ...(secret === undefined ? [] : [{ certificates: { secretName: secret } }]),
    ...(url === undefined ? [] : [{ webhook: { url } }]),
    ...(caFile === undefined ? [] : [{ webhook: { caBundle: readPem(caFile) } }]),
  ].reduce(mergeValues, given)
}

export function checkValues(given: JsonObject): Values {
  const read = readValues(given)
  if (read.ok) return read.values
  throw new WrongUse(read.problems.join('\n'))
}

async function readFile(file: string): Promise<JsonObject> {
  const document = parseDocument(await readInput(file), { logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) throw new Failure(`\`${file}\` is not YAML: ${error.message.split('\n')[0]}`)
  const values: unknown = document.toJS({ maxAliasCount: 100 })
  if (values === null) return {}
  if (!isObject(values)) throw new Failure(`\`${file}\` holds no values`)
  return values
}

/** What is not said is taken away, so that an upgrade to a tag leaves no digest behind. */
function readImage(image: string): JsonObject {
  const [, repository, tag = '', digest = ''] = /^(.+?)(?::([^:/@]+))?(?:@(.+))?$/.exec(image) ?? []
  if (repository === undefined) throw new WrongUse(`--image \`${image}\` is no image`)
  return { repository, tag, digest }
}

/** The certificates alone: a key beside them is not for everybody to read. */
function readPem(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8').match(
      /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g,
    )
    if (pem === null) throw new Failure(`\`${file}\` holds no certificate`)
    return pem.map((each) => `${each}\n`).join('')
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      `cannot read \`${file}\`: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      {
        cause: error,
      },
    )
  }
}
