/** `podpass status`: says what runs and where. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { Failure } from '../failure.ts'
import { dataOption, jsonOption, openInstallation, type Installation } from '../installation.ts'
import { callPodpass } from '../podpass-api.ts'

interface Options {
  readonly data: string
  readonly json?: boolean
  readonly wait?: boolean
  readonly timeout: number
}

export const command = (): Command =>
  new Command('status')
    .description('Show what runs on a data directory')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--wait', 'wait until it answers')
    .addOption(new Option('--timeout <seconds>', 'how long --wait waits').default(30).argParser(parseSeconds))
    .addHelpText('after', '\nExample:\n  podpass status --wait --timeout 10')
    .action(async (options: Options) => {
      const facts = await findStatus(options)
      console.log(options.json ? JSON.stringify(facts, undefined, 2) : render(facts))
    })

async function findStatus(options: Options): Promise<Facts> {
  const deadline = Date.now() + options.timeout * 1000
  for (;;) {
    try {
      return await askStatus(openInstallation(options.data), Math.max(1, deadline - Date.now()))
    } catch (error) {
      if (!(error instanceof Failure) || !options.wait) throw error
      if (Date.now() > deadline)
        throw new Failure(`not ready within ${options.timeout} s: ${error.message}`, { cause: error })
      await sleep(100)
    }
  }
}

interface Status {
  readonly Version: string
  readonly AccountId: string
  readonly Region: string
  readonly Endpoint: string
  /** Seconds since the epoch. */
  readonly StartedAt: number
  readonly Services: readonly string[]
  readonly Details?: {
    readonly clusters?: readonly {
      readonly name: string
      readonly endpoint: string
      readonly issuer: string
    }[]
  }
}

type Facts = Status & { readonly Pid: number; readonly Data: string }

async function askStatus(installation: Installation, patience: number): Promise<Facts> {
  const status = await callPodpass<Status>(installation, 'GetStatus', {}, patience)
  return { ...status, Pid: installation.runtime.pid, Data: installation.directory }
}

function render(facts: Facts): string {
  const clusters = facts.Details?.clusters ?? []
  return [
    `podpass ${facts.Version} runs as process ${facts.Pid} since ${new Date(facts.StartedAt * 1000).toISOString()}`,
    `  AWS endpoint  ${facts.Endpoint}`,
    `  account       ${facts.AccountId}, region ${facts.Region}`,
    `  services      ${facts.Services.join(', ')}`,
    `  state         ${facts.Data}`,
    ...clusters.map(
      ({ name, endpoint, issuer }) => `  cluster       ${name} at ${endpoint}, issuer ${issuer}`,
    ),
  ].join('\n')
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('expected a number of seconds above 0')
  return seconds
}
