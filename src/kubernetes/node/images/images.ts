/** Which program of this machine an image stands for: nothing is pulled, and an image of which nothing is known is refused. */

export interface ImageProgram {
  /** What a container of this image runs unless it names a command. */
  readonly entrypoint: readonly string[]
  /** What it runs when it names neither command nor arguments. */
  readonly defaults: readonly string[]
  /** Of a part of a cluster that has no work on this machine: a process that only stays runs in its place. */
  readonly standsIn?: true
}

export type ImageTable = ReadonlyMap<string, ImageProgram>

const entry = (...entrypoint: readonly string[]): ImageProgram => ({ entrypoint, defaults: [] })
const standIn: ImageProgram = { entrypoint: [], defaults: [], standsIn: true }
const shell = (...defaults: readonly string[]): ImageProgram => ({ entrypoint: [], defaults })

/** Images whose programs are as a rule on a machine where AWS and Kubernetes are worked with. */
export const wellKnownImages: ImageTable = new Map([
  ['amazon/aws-cli', entry('aws')],
  ['public.ecr.aws/aws-cli/aws-cli', entry('aws')],
  ['curlimages/curl', entry('curl')],
  ['quay.io/curl/curl', entry('curl')],
  ['bitnami/kubectl', entry('kubectl')],
  ['registry.k8s.io/kubectl', entry('kubectl')],
  ['registry.k8s.io/pause', entry('sleep', 'infinity')],
  ['hashicorp/terraform', entry('terraform')],
  ['busybox', shell('sh')],
  ['alpine', shell('/bin/sh')],
  ['debian', shell('bash')],
  ['ubuntu', shell('/bin/bash')],
  ['amazonlinux', shell('/bin/bash')],
  ['public.ecr.aws/amazonlinux/amazonlinux', shell('/bin/bash')],
  ['python', shell('python3')],
  ['node', shell('node')],
  ['*.dkr.ecr.*/amazon-k8s-cni', standIn],
  ['*.dkr.ecr.*/amazon-k8s-cni-init', standIn],
  ['*.dkr.ecr.*/amazon/aws-network-policy-agent', standIn],
  ['*.dkr.ecr.*/eks/coredns', standIn],
  ['*.dkr.ecr.*/eks/kube-proxy', standIn],
  ['*.dkr.ecr.*/eks/eks-pod-identity-agent', standIn],
])

/** `docker.io/library/busybox:1.36@sha256:...` is `busybox`. */
export const repositoryOf = (image: string): string =>
  image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .replace(/^(index\.)?docker\.io\//, '')
    .replace(/^library\//, '')

/** As container runtimes tell an image: with its registry and its tag. */
export function fullNameOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const named = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`
  return /[@:][^/]*$/.test(named) ? named : `${named}:latest`
}

/** The program of an image by its exact name, by its repository, then by patterns with `*`. */
export function findImage(table: ImageTable, image: string): ImageProgram | undefined {
  const repository = repositoryOf(image)
  const exact = table.get(image) ?? table.get(repository)
  if (exact !== undefined) return exact
  const [, found] =
    [...table].find(([name]) => name.includes('*') && [image, repository].some((each) => fits(name, each))) ??
    []
  return found
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}

export type ImageMapRead =
  | { readonly ok: true; readonly table: ImageTable }
  | { readonly ok: false; readonly problem: string }

/** Lines `NAME=PROGRAM WORDS`; with nothing after the sign, containers have to name a command of this machine. */
export function readImageMap(text: string): ImageMapRead {
  const table = new Map<string, ImageProgram>()
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const at = line.indexOf('=')
    const [name, words] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    if (at < 1 || name === '' || /\s/.test(name))
      return { ok: false, problem: `line ${index + 1} is not NAME=PROGRAM: \`${line.slice(0, 100)}\`` }
    table.set(
      name.includes('*') ? name : normalized(name),
      entry(...words.split(/\s+/).filter((word) => word !== '')),
    )
  }
  return { ok: true, table }
}

/** With a tag or digest it stands for that one alone. */
const normalized = (name: string): string => (/(@|:[^/]*$)/.test(name) ? name : repositoryOf(name))

export const unknownImage = (image: string): string =>
  `no program of this machine is known for image "${image}", and podpass pulls none: name one with podpass node --image-map '${repositoryOf(image)}=PROGRAM' (or '${repositoryOf(image)}=' where the container names a command of this machine)`
