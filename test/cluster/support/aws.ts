/** Runs the real AWS CLI, and kubectl with its exec plugin, as somebody of an AWS account. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { RunningServer } from '../../../src/server/index.ts'
import type { Ran } from './kubectl.ts'

export const hasAws = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0

export interface AwsKeys {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
}

export interface Shell {
  /** What an `aws` command printed, as JSON; it must succeed. */
  readonly aws: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>
  readonly run: (program: string, args: readonly string[]) => Promise<Ran>
}

/** Never waits in the way: the cloud that is called lives in this very process. */
export function shellOf({ runtime, admin }: RunningServer, keys: AwsKeys, home: string): Shell {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    AWS_ENDPOINT_URL: runtime.endpoint,
    AWS_REGION: admin.region,
    AWS_DEFAULT_REGION: admin.region,
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(keys.SessionToken !== undefined && { AWS_SESSION_TOKEN: keys.SessionToken }),
  }
  const run = (program: string, args: readonly string[]): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      const [out, err]: [Buffer[], Buffer[]] = [[], []]
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
      child.once('error', reject)
      child.once('close', (code) =>
        resolve({
          code: code ?? 1,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(err).toString(),
        }),
      )
    })
  return {
    run,
    aws: async (...args) => {
      const { code, stdout, stderr } = await run('aws', [...args, '--output', 'json'])
      assert.equal(code, 0, `aws ${args.join(' ')}: ${stderr}`)
      return stdout.startsWith('{') ? (JSON.parse(stdout) as Readonly<Record<string, unknown>>) : {}
    },
  }
}
