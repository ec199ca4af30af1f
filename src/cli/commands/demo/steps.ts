/** The kinds of steps that the acts are made of, and what may be expected of them. */
import { podManifest } from './manifests.ts'
import type { Found, Step } from './perform.ts'
import type { Outcome, Stage } from './stage.ts'

/** The namespace of the demo's pods. */
export const namespace = 'reports'

type Check = Step['check']

export const succeeds: Check = ({ code }) => (code === 0 ? undefined : 'exit code 0')

/** The command failed, and said so in these words. */
export const failsWith =
  (...words: readonly string[]): Check =>
  ({ code, stderr, stdout }) => {
    if (code === 0) return 'a refusal'
    const missing = words.find((word) => !(stderr + stdout).includes(word))
    return missing === undefined ? undefined : `the words \`${missing}\``
  }

export const silently = { print: (): string => '' }

/** A step that runs the AWS client as the administrator with just the words that are shown. */
export const asAdmin = (
  words: (found: Found) => readonly string[],
  check: Check,
  more: Partial<Step> = {},
): Step => ({
  shown: (found) => `aws ${words(found).join(' ')}`,
  run: (stage, found) => stage.aws(...words(found)),
  check,
  ...more,
})

/** The same for a command that takes a document: it goes into a file, and is printed below the command. */
export const withDocument = (
  words: (found: Found, file: string) => readonly string[],
  file: string,
  document: (found: Found) => object,
  more: Partial<Step> = {},
): Step => ({
  shown: (found) => `aws ${words(found, `file://${file}`).join(' ')}`,
  run: (stage, found) =>
    stage.aws(...words(found, `file://${stage.file(file, JSON.stringify(document(found)))}`)),
  check: succeeds,
  print: (_outcome, found) => `${file}: ${JSON.stringify(document(found), undefined, 2)}`,
  ...more,
})

export interface PodStep {
  readonly name: string
  readonly namespace?: string
  /** The ServiceAccount, annotated with the role; the namespace's default one without a role when absent. */
  readonly serviceAccount?: string
  readonly command: (found: Found) => readonly string[]
  readonly runOptions?: (found: Found) => readonly string[]
}

/** A step that creates a pod by its manifest and runs it; its last AWS call is told with its reason. */
export const asPod = (pod: PodStep, check: Check, verdict: string): Step => ({
  shown: (found) => {
    const account =
      pod.serviceAccount === undefined
        ? 'no role'
        : `ServiceAccount ${pod.serviceAccount} with ${found['roleArn']}`
    return `podpass run -f ${pod.name}.yaml      # namespace ${pod.namespace ?? namespace}, ${account}, command: ${pod.command(found).join(' ')}`
  },
  run: (stage, found) => runPod(stage, found, pod),
  check,
  verdict,
  tellWhy: true,
})

function runPod(stage: Stage, found: Found, pod: PodStep): Promise<Outcome> {
  const [program, ...words] = pod.command(found)
  const manifest = podManifest({
    name: pod.name,
    namespace: pod.namespace ?? namespace,
    serviceAccount:
      pod.serviceAccount === undefined ? undefined : { name: pod.serviceAccount, roleArn: found['roleArn']! },
    command: program === 'aws' ? [...stage.awsProgram.command, ...words] : [program!, ...words],
  })
  return stage.podpass(
    'run',
    '--quiet',
    ...(pod.runOptions?.(found) ?? []),
    '-f',
    stage.file(`${pod.name}.yaml`, manifest),
  )
}
