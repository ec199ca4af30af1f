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

async function findStatus(options: Options): Promise<Record<string, unknown>> {
  const deadline = Date.now() + options.timeout * 1000
  for (;;) {
    try {
      return await askStatus(openInstallation(options.data))
    } catch (error) {
      if (!(error instanceof Failure) || !options.wait) throw error
      if (Date.now() > deadline)
        throw new Failure(`not ready within ${options.timeout} s: ${error.message}`, { cause: error })
      await sleep(100)
    }
  }
}

async function askStatus(installation: Installation): Promise<Record<string, unknown>> {
  const { runtime, admin, directory } = installation
  const status = await callPodpass<Record<string, unknown>>(installation, 'GetStatus', {})
  return { ...runtime, account: admin.account, region: admin.region, data: directory, ...status }
}

const render = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(
      ([name, value]) =>
        `${name.padEnd(12)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    )
    .join('\n')

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('expected a number of seconds above 0')
  return seconds
}
