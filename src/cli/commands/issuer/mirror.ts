/** `podpass issuer mirror`: serves copies of a cluster's issuer documents under the issuer's own name, and keeps them fresh. */
import { Command, Option } from 'commander'
import { createClient, loadKubeconfig, sleep, type KubernetesClient } from '../../../kubernetes/api/index.ts'
import { readClusterDocuments } from '../../../kubernetes/issuer/index.ts'
import { kubeconfigOption } from '../../clusters.ts'
import { parseDuration } from '../../duration.ts'
import { Failure, WrongUse } from '../../failure.ts'
import { dataOption, jsonOption, openInstallation, type Installation } from '../../installation.ts'
import { callPodpass } from '../../podpass-api.ts'
import { line } from '../../print.ts'

interface Options {
  readonly data: string
  readonly kubeconfig?: string
  readonly every: number
  readonly json?: boolean
  readonly once?: boolean
  readonly remove?: string
}

interface Mirror {
  readonly Issuer: string
  readonly Source: string
  readonly KeyIds: readonly string[]
}

export const command = (): Command =>
  new Command('mirror')
    .description(
      "Serve copies of a cluster's issuer documents, for an API server that shows them only to those it knows",
    )
    .addOption(kubeconfigOption())
    .addOption(
      new Option('--every <duration>', 'how often the API server is asked again')
        .default(300, '5m')
        .argParser(parseDuration),
    )
    .option('--once', 'copy, and end')
    .option('--remove <issuer>', 'end the copy of this issuer')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The API server has to call itself by a name without a port (--service-account-issuer=https://tokens.example.com),
and the user of the kubeconfig needs no more than the ClusterRole system:service-account-issuer-discovery.

Examples:
  podpass issuer mirror --kubeconfig ~/.kube/config
  podpass issuer mirror --kubeconfig ~/.kube/config --once
  podpass issuer mirror --remove https://tokens.example.com`,
    )
    .action(mirror)

async function mirror(options: Options): Promise<void> {
  const installation = openInstallation(options.data)
  if (options.remove !== undefined) {
    await callPodpass(installation, 'DeleteIssuerMirror', { Issuer: options.remove })
    return line(
      options.json ? JSON.stringify({ Removed: options.remove }) : `${options.remove} is no longer copied`,
    )
  }
  if (options.kubeconfig === undefined) throw new WrongUse('--kubeconfig is needed: whose documents to copy')
  if (options.every < 1) throw new WrongUse('--every: expected a second or more')
  const config = loadKubeconfig(options.kubeconfig)
  if (!config.ok) throw new Failure(config.problem)
  const client = createClient({ ...config.client, userAgent: 'podpass' })
  try {
    const first = await copyOnce(installation, client)
    const tell = options.json ? tellJson : tellLines
    tell(first)
    if (options.once === true) return
    process.stderr.write(`asked again every ${options.every} s; Ctrl-C ends that, the copy stays\n`)
    await keepFresh(() => copyOnce(installation, client), options.every, first, tell)
  } finally {
    client.close()
  }
}

async function copyOnce(installation: Installation, client: KubernetesClient): Promise<Mirror> {
  const read = await readClusterDocuments((path, accept) => client.request('GET', path, { accept }))
  if (!read.ok) throw new Failure(read.problem)
  const { issuer, keySet } = read.documents
  const answer = await callPodpass<{ Mirror: Mirror }>(installation, 'PutIssuerMirror', {
    Issuer: issuer,
    Source: client.server,
    KeySet: JSON.stringify(keySet),
  })
  return answer.Mirror
}

/** What cannot be read stays as it was copied last: a cluster that is away signs no new tokens. */
async function keepFresh(
  copy: () => Promise<Mirror>,
  every: number,
  first: Mirror,
  tell: (mirror: Mirror) => void,
): Promise<void> {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  let [known, trouble] = [first, '']
  for (;;) {
    await sleep(every * 1000 * (0.9 + Math.random() / 5), ending.signal)
    if (ending.signal.aborted) return
    try {
      const copied = await copy()
      if (trouble !== '') process.stderr.write(`podpass: ${copied.Issuer} is copied again\n`)
      if (namesOf(copied) !== namesOf(known)) tell(copied)
      ;[known, trouble] = [copied, '']
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.message !== trouble)
        process.stderr.write(`podpass: ${error.message}; the copy stays as it is\n`)
      trouble = error.message
    }
  }
}

const namesOf = ({ Issuer, KeyIds }: Mirror): string => [Issuer, ...KeyIds].join(' ')

/** A line for each change, for who reads along. */
const tellJson = (mirror: Mirror): void => line(JSON.stringify(mirror))

function tellLines({ Issuer, Source, KeyIds }: Mirror): void {
  line(`${Issuer} is served here, as ${Source} shows it`)
  for (const key of KeyIds) line(`\t${key}`)
}
