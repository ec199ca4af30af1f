/** `podpass webhook`: the pod identity webhook alone, in or beside any cluster. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { inClusterConfig, loadKubeconfig, type ClientFacts } from '../../../kubernetes/api/index.ts'
import { defaultOptions, type Decision } from '../../../kubernetes/webhook/index.ts'
import {
  DataDirectoryUnusable,
  openWebhookServer,
  PortUnavailable,
  type WebhookServer,
} from '../../../server/index.ts'
import { Failure, WrongUse } from '../../failure.ts'

interface Options {
  readonly bindAddress: string
  readonly port: number
  readonly kubeconfig?: string
  readonly tlsCert: string
  readonly tlsKey: string
  readonly annotationPrefix: string
  readonly tokenAudience: string
  readonly tokenMountPath: string
  readonly tokenExpiration: number
  readonly awsDefaultRegion: string
  readonly stsRegionalEndpoint: boolean
}

export const command = (): Command =>
  new Command('serve')
    .description('Serve the pod identity webhook alone')
    .addOption(new Option('--bind-address <address>', 'where it listens').default('0.0.0.0'))
    .addOption(new Option('--port <port>', 'its HTTPS port').default(443).argParser(parsePort))
    .addOption(new Option('--kubeconfig <file>', 'which cluster; its own when left out inside of one'))
    .addOption(
      new Option('--tls-cert <file>', 'serving certificate; read anew when it changes').default(
        '/etc/webhook/certs/tls.crt',
      ),
    )
    .addOption(new Option('--tls-key <file>', 'its key').default('/etc/webhook/certs/tls.key'))
    .addOption(
      new Option('--annotation-prefix <prefix>', 'prefix of annotations').default(
        defaultOptions.annotationPrefix,
      ),
    )
    .addOption(
      new Option('--token-audience <audience>', 'for ServiceAccounts that name none').default(
        defaultOptions.tokenAudience,
      ),
    )
    .addOption(
      new Option('--token-mount-path <path>', 'where the token appears').default(
        defaultOptions.tokenMountPath,
      ),
    )
    .addOption(
      new Option('--token-expiration <seconds>', 'lifetime of tokens, 600 at least')
        .default(defaultOptions.tokenExpiration)
        .argParser(parseSeconds),
    )
    .addOption(
      new Option('--aws-default-region <region>', 'injected as AWS_REGION and AWS_DEFAULT_REGION').default(
        '',
      ),
    )
    .option('--sts-regional-endpoint', 'inject AWS_STS_REGIONAL_ENDPOINTS=regional', false)
    .addHelpText(
      'after',
      '\nExample:\n  podpass webhook --kubeconfig ~/.kube/config --port 8443 --tls-cert tls.crt --tls-key tls.key',
    )
    .action(serve)

async function serve(options: Options): Promise<void> {
  const server = await open(options)
  log('info', { message: `serving on ${options.bindAddress}:${server.port}` })
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

async function open(options: Options): Promise<WebhookServer> {
  try {
    return await openWebhookServer({
      api: findApi(options),
      address: { host: options.bindAddress, port: options.port },
      certFile: options.tlsCert,
      keyFile: options.tlsKey,
      options: {
        ...defaultOptions,
        annotationPrefix: options.annotationPrefix,
        tokenAudience: options.tokenAudience,
        tokenMountPath: options.tokenMountPath,
        tokenExpiration: options.tokenExpiration,
        defaultRegion: options.awsDefaultRegion,
        regionalSts: options.stsRegionalEndpoint,
      },
      report: (decision: Decision) => log('info', decision),
      warn: (message) => log('warn', { message }),
    })
  } catch (error) {
    if (error instanceof DataDirectoryUnusable || error instanceof PortUnavailable)
      throw new Failure(error.message, { cause: error })
    throw error
  }
}

function findApi({ kubeconfig }: Options): ClientFacts {
  if (kubeconfig === undefined) {
    const own = inClusterConfig({ env: process.env })
    if (own === undefined) throw new WrongUse('outside of a cluster --kubeconfig is needed')
    return own
  }
  const config = loadKubeconfig(kubeconfig)
  if (!config.ok) throw new Failure(config.problem)
  return config.client
}

/** One JSON object a line, as log collectors read it. */
function log(level: 'info' | 'warn', facts: object): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, ...facts }))
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('expected a port from 0 to 65535')
  return port
}

function parseSeconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a number of seconds')
  return Math.max(600, Number(text))
}
