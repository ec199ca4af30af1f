/** The cases that are held against a real kube-apiserver, each with the reason for which it is known to differ, if it is. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { kindScenes } from '../../test/cluster/support/kind-scenes.ts'

export interface Case {
  readonly scene: string
  /** A command of kubectl, a request, or the name of a manifest. */
  readonly what: string
  /** Empty where the two answers are the same. */
  readonly reasons: readonly string[]
}

interface Known {
  readonly place?: string
  readonly command?: string
  readonly reason: string
}

interface Scene {
  readonly scene: string
  readonly commands?: readonly string[]
  readonly steps?: readonly Step[]
}

interface Step {
  readonly note?: string
  readonly do?: string
  readonly watch?: string
  readonly during?: readonly Step[]
}

const read = (name: string): string =>
  readFileSync(new URL(`../../test/cluster/${name}`, import.meta.url), 'utf8')
const readScenes = (name: string): readonly Scene[] => parse(read(`cases/${name}.yaml`)) as Scene[]
const readKnown = (name: string): readonly Known[] => JSON.parse(read(`${name}.json`)) as Known[]

export function kubectlCases(): readonly Case[] {
  const known = readKnown('kubectl-differences')
  return readScenes('kubectl').flatMap(({ scene, commands = [] }) =>
    commands.map((what) => ({
      scene,
      what,
      reasons: known
        .filter((each) => new RegExp(`^(?:${each.command})$`).test(what))
        .map(({ reason }) => reason),
    })),
  )
}

export function requestCases(): readonly Case[] {
  const known = specific(readKnown('differences'))
  return [...['requests', 'hostile'].flatMap(readScenes), ...kindScenes].flatMap(({ scene, steps = [] }) =>
    steps.map(({ note, do: line, watch }, at) => {
      const what = line ?? `WATCH ${watch}`
      return { scene, what, reasons: reasonsAt(`${scene}, ${note ?? at}: ${what}`, known) }
    }),
  )
}

export function manifestCases(): readonly Case[] {
  const known = specific(readKnown('manifest-differences'))
  const manifests = parse(read('cases/manifests.yaml')) as readonly {
    name: string
    manifest: { kind: string }
  }[]
  return manifests.map(({ name, manifest }) => ({
    scene: manifest.kind,
    what: name,
    reasons: [...reasonsAt(name, known), ...reasonsAt(`${name}, changed`, known)],
  }))
}

/** What all answers have not is told once and not beside each. */
export const general =
  'the embedded server keeps no record of who manages which field, and has no server-side apply'

const specific = (known: readonly Known[]): readonly Known[] =>
  known.filter(({ place }) => place !== '.*\\.metadata\\.managedFields')

/** Where within an answer the known differences lie. */
const within = [
  '.status',
  '.type',
  '.warning',
  '.body',
  '.body.message',
  '.body.type',
  '.body.details.causes',
  '.body.details.causes.0.message',
  '.body.gitVersion',
  '.body.serverAddressByClientCIDRs',
  '.body.spec.taints',
  '.body.spec.clusterIP',
  '.body.status.conditions',
]

const reasonsAt = (place: string, known: readonly Known[]): readonly string[] =>
  known
    .filter((each) => within.some((part) => new RegExp(`^(?:${each.place})$`).test(place + part)))
    .map(({ reason }) => reason)
