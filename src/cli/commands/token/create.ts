/** `podpass token create`: a ServiceAccount's token, asked of the API server by TokenRequest as kubectl does. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { requestToken } from '../../../kubernetes/api/index.ts'
import { clusterOption, kubeconfigOption, openCluster, parseServiceAccount } from '../../clusters.ts'
import { parseDuration } from '../../duration.ts'
import { Failure } from '../../failure.ts'
import { dataOption, jsonOption } from '../../installation.ts'
import { line } from '../../print.ts'

interface Options {
  readonly data: string
  readonly serviceAccount: { readonly namespace: string; readonly name: string }
  readonly cluster?: string
  readonly kubeconfig?: string
  readonly audience: string
  readonly duration: number
  readonly json?: boolean
}

export const command = (): Command =>
  new Command('create')
    .description("Print a ServiceAccount's token")
    .addOption(
      new Option('--service-account <ns/name>', 'whose token').makeOptionMandatory().argParser(parseName),
    )
    .addOption(
      new Option('--audience <audience>', 'for whom it is meant')
        .default('sts.amazonaws.com')
        .argParser(parseAudience),
    )
    .addOption(
      new Option('--duration <duration>', 'how long it lives, 10m at least')
        .default(3600, '1h')
        .argParser(parseDuration),
    )
    .addOption(clusterOption())
    .addOption(kubeconfigOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass token create --service-account default/app --duration 1h')
    .action(async (options: Options) => {
      const { namespace, name } = options.serviceAccount
      const client = openCluster(options)
      const made = await requestToken(client, {
        namespace,
        serviceAccount: name,
        audiences: [options.audience],
        expirationSeconds: options.duration,
      })
      client.close()
      if (!made.ok) throw new Failure(`failed to create token: ${made.problem.message}`)
      sayWhenShorter(made.expiresAt, options.duration)
      line(
        options.json
          ? JSON.stringify(
              { token: made.token, expiresAt: new Date(made.expiresAt).toISOString() },
              undefined,
              2,
            )
          : made.token,
      )
    })

/** A cluster has a longest life for tokens and cuts what is longer. */
function sayWhenShorter(expiresAt: number, duration: number): void {
  const life = Math.round((expiresAt - Date.now()) / 1000)
  if (life < duration - 60)
    console.error(`podpass: the cluster gave it ${life} s of the ${duration} s that were asked for`)
}

function parseAudience(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected an audience such as sts.amazonaws.com')
  return text
}

function parseName(text: string): { namespace: string; name: string } {
  try {
    return parseServiceAccount(text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
