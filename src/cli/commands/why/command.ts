/** `podpass why`: tells how a recorded call was decided, step by step. */
import { Command } from 'commander'
import { WrongUse } from '../../failure.ts'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { callPodpass, Refusal } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { tellNow, type Redecided } from './tell-now.ts'
import { tellBriefly, tellWhole, type ToldDecision } from './tell.ts'

interface Options {
  readonly data: string
  readonly json?: boolean
  readonly last?: boolean
  readonly brief?: boolean
  readonly now?: boolean
}

export const command = (): Command =>
  new Command('why')
    .description('Tell why a call was allowed or refused')
    .argument('[id]', 'the request id or event id of the call')
    .option('--last', 'the newest call')
    .option('--brief', 'only the outcome and its reason')
    .option('--now', "what today's policies would say to the same call")
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass why --last')
    .action(async (id: string | undefined, options: Options) => {
      if ((id === undefined) === (options.last !== true))
        throw new WrongUse('name one call: podpass why ID, or podpass why --last')
      if (options.now) return await tellAnew(options, id)
      const { Decision: decision } = await askFor<Found>(options, 'GetDecision', id)
      if (options.json) line(JSON.stringify(decision, undefined, 2))
      else line(options.brief ? tellBriefly(decision) : tellWhole(decision))
    })

interface Found {
  readonly Decision: ToldDecision
}

async function tellAnew(options: Options, id: string | undefined): Promise<void> {
  const { Decision: decision, Now: now } = await askFor<Found & { readonly Now: readonly Redecided[] }>(
    options,
    'RedecideCall',
    id,
  )
  if (options.json) line(JSON.stringify({ decision, now }, undefined, 2))
  else line(tellNow(decision, now, options))
}

async function askFor<Answer>(options: Options, operation: string, id: string | undefined): Promise<Answer> {
  const installation = openInstallation(options.data)
  const ask = (input: object): Promise<Answer> => callPodpass<Answer>(installation, operation, input)
  if (id === undefined) return await ask({ Last: true })
  try {
    return await ask({ RequestId: id })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'ResourceNotFoundException') throw error
    return await ask({ EventId: id })
  }
}
