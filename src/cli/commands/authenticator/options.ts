/** What `authenticator server` and `authenticator init` have in common: where they listen and what they write. */
import { isIP } from 'node:net'
import { join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { AuthenticatorFiles } from '../../../server/index.ts'

export interface FileOptions {
  readonly address: string
  readonly port: number
  readonly hostname: string
  readonly stateDir: string
  readonly generateKubeconfig?: string
}

export const addFileOptions = (command: Command): Command =>
  command
    .option('--address <address>', 'where it listens', '127.0.0.1')
    .addOption(new Option('--port <port>', 'its HTTPS port').default(21_362).argParser(parsePort))
    .option('--hostname <name>', 'by which API servers call it', '127.0.0.1')
    .option('--state-dir <directory>', 'where its CA and certificate are kept', '/var/aws-iam-authenticator')
    .option(
      '--generate-kubeconfig <file>',
      "the kubeconfig to write for the API server's --authentication-token-webhook-config-file",
    )

export const defaultKubeconfig = '/etc/kubernetes/aws-iam-authenticator/kubeconfig.yaml'

export function filesOf({
  address,
  hostname,
  stateDir,
  generateKubeconfig,
}: FileOptions): AuthenticatorFiles {
  const all = [...new Set(['localhost', '127.0.0.1', '::1', hostname, address])]
  return {
    stateDirectory: join(stateDir),
    hostname,
    names: { names: all.filter((each) => isIP(each) === 0), ips: all.filter((each) => isIP(each) !== 0) },
    ...(generateKubeconfig !== undefined && { kubeconfig: generateKubeconfig }),
  }
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (!(port <= 65_535)) throw new InvalidArgumentError('expected a port from 0 to 65535')
  return port
}

export const parseList = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
]
