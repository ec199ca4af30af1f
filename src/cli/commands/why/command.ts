/** `podpass why`: tells how a recorded call was decided, step by step. */
import { Command } from 'commander'
import { WrongUse } from '../../failure.ts'
import { dataOption, jsonOption, openInstallation } from '../../installation.ts'
import { callPodpass, Refusal } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { tellBriefly, tellWhole, type ToldDecision } from './tell.ts'

interface Options {
  readonly data: string
  readonly json?: boolean
  readonly last?: boolean
  readonly brief?: boolean
}

export const command = (): Command =>
  new Command('why')
    .description('Tell why a call was allowed or refused')
    .argument('[id]', 'the request id or event id of the call')
    .option('--last', 'the newest call')
    .option('--brief', 'only the outcome and its reason')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  podpass why --last')
    .action(async (id: string | undefined, options: Options) => {
      if ((id === undefined) === (options.last !== true))
        throw new WrongUse('name one call: podpass why ID, or podpass why --last')
      const decision = await findDecision(options, id)
      if (options.json) line(JSON.stringify(decision, undefined, 2))
      else line(options.brief ? tellBriefly(decision) : tellWhole(decision))
    })

async function findDecision(options: Options, id: string | undefined): Promise<ToldDecision> {
  const installation = openInstallation(options.data)
  const ask = async (input: object): Promise<ToldDecision> =>
    (await callPodpass<{ Decision: ToldDecision }>(installation, 'GetDecision', input)).Decision
  if (id === undefined) return ask({ Last: true })
  try {
    return await ask({ RequestId: id })
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'ResourceNotFoundException') throw error
    return ask({ EventId: id })
  }
}
