/** `podpass authenticator init`: the certificate and the kubeconfig, for an API server that is started first. */
import { Command } from 'commander'
import { DataDirectoryUnusable, prepareAuthenticator } from '../../../server/index.ts'
import { Failure } from '../../failure.ts'
import { addFileOptions, defaultKubeconfig, filesOf, type FileOptions } from './options.ts'

export const command = (): Command =>
  addFileOptions(new Command('init'))
    .description("Make the authenticator's certificate and the API server's kubeconfig for it")
    // It was required, and is the authenticator's alone to know.
    .option('-i, --cluster-id <id>', 'accepted, and not needed yet')
    .addHelpText(
      'after',
      '\nExample:\n  podpass authenticator init --state-dir ./login --generate-kubeconfig ./login/kubeconfig.yaml',
    )
    .action(init)

async function init(options: FileOptions): Promise<void> {
  const { generateKubeconfig = defaultKubeconfig } = options
  try {
    await prepareAuthenticator(filesOf({ ...options, generateKubeconfig }), options.port)
  } catch (error) {
    if (error instanceof DataDirectoryUnusable || isSystemError(error))
      throw new Failure((error as Error).message, { cause: error })
    throw error
  }
  console.log(`${generateKubeconfig} is for the API server:`)
  console.log(`  --authentication-token-webhook-config-file=${generateKubeconfig}`)
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall !== undefined
