/** Runs a scene of kubectl commands against one API server, and makes what is printed comparable. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'

export interface KubectlScene {
  readonly scene: string
  readonly files?: Readonly<Record<string, string>>
  readonly commands: readonly string[]
}

export interface KubectlStage {
  readonly kubeconfig: string
  readonly namespace: string
  /** Where the scene's files lie. */
  readonly work: string
}

/** What each command printed, with its exit code. */
export async function runScene(stage: KubectlStage, { commands }: KubectlScene): Promise<readonly string[]> {
  const printed: string[] = []
  for (const command of commands) printed.push(await run(stage, command.replaceAll('$ns', stage.namespace)))
  return printed
}

function run({ kubeconfig, namespace, work }: KubectlStage, command: string): Promise<string> {
  const scope = /(^| )(-n|--raw|explain) /.test(` ${command} `) ? '' : `-n ${namespace} `
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: join(dirname(kubeconfig), 'kubectl-cache'),
    }
    // A shell reads the quotes as the reader of the table does.
    const child = spawn('sh', ['-c', `kubectl ${scope}${command} 2>&1`], { cwd: work, env })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve(`${Buffer.concat(chunks).toString()}exit ${code}`))
    child.stdin.end()
  })
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} [\d:]+ [+-]\d{4}/g, '<time>'],
  [/(resourceVersion"?: ?)"\d+"/g, '$1<version>'],
  [/(?<=\s)(\d+[dhms])+(?=\s)/g, '<age>'],
  [/\b10\.(0\.0|100\.\d+)\.\d+\b/g, '<address>'],
  [/\b127\.0\.0\.1:\d{5}\b/g, '<server>'],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<id>'],
  [/\bweb-[a-z0-9]{8,10}\b/g, 'web-<hash>'],
  [/(Username:?\s+)(kubernetes-)?admin\b/g, '$1<admin>'],
  [/\b(Age:?|AGE)\s+/g, '$1 '],
  [/ +/g, ' '],
]

export const maskOutput = (text: string): string =>
  patterns
    .reduce((masked, [pattern, word]) => masked.replaceAll(pattern, word), text)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
