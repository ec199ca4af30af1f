/** The AWS client of the demo: the real `aws` where there is one, else a small one on the AWS SDK. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface AwsProgram {
  /** The words to start it with. */
  readonly command: readonly string[]
  readonly isReal: boolean
}

export function findAwsProgram(environment: NodeJS.ProcessEnv): AwsProgram {
  if (environment['PODPASS_DEMO_CLIENT'] !== 'sdk' && isOnPath('aws', environment['PATH'] ?? ''))
    return { command: ['aws'], isReal: true }
  const own = fileURLToPath(
    new URL(`./aws-client.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  )
  return { command: [process.execPath, '--disable-warning=ExperimentalWarning', own], isReal: false }
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
