/** Runs the real kubectl against a cluster. */
import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

export const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Never waits in the way: the webhook that kubectl's calls lead to lives in this very process. */
export function kubectl(
  { kubeconfig }: { readonly kubeconfig: string },
  args: readonly string[],
  input?: string,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, {
      env: {
        ...process.env,
        KUBECONFIG: kubeconfig,
        KUBECACHEDIR: join(dirname(kubeconfig), 'kubectl-cache'),
      },
    })
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
    child.stdin.end(input ?? '')
  })
}
