/** `podpass simulate`: whether a call would be allowed, and why, before anybody makes it. */
import { Command } from 'commander'
import { parseAccountId } from '../../account-access.ts'
import { clusterOption, kubeconfigOption } from '../../clusters.ts'
import { WrongUse } from '../../failure.ts'
import { dataOption, jsonOption, openInstallation, type Installation } from '../../installation.ts'
import { callPodpass, Refusal } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { readQuestions, type Options, type Question } from './questions.ts'
import { tellSimulation, type ToldSimulation } from './tell.ts'

export const command = (): Command =>
  new Command('simulate')
    .description('Tell whether a call would be allowed, and why, before it is made')
    .option('--principal <arn>', 'who would call: an ARN, role/NAME, user/NAME or root')
    .option('--token <file>', 'a web identity token by which the caller comes; - for standard input')
    .option('--service-account <ns/name>', 'a ServiceAccount by whose token the caller comes')
    .option('--role <name>', 'the role that is taken with the token: its name or ARN')
    .option('--action <action>', 'what would be done, such as s3:GetObject')
    .option('--resource <arn>', 'on what; * where the action knows no resource')
    .option('--context <key=value...>', 'condition keys that the request brings')
    .option('--account <id>', 'whose the role, the user or the root is', parseAccountId)
    .addOption(clusterOption())
    .addOption(kubeconfigOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const installation = openInstallation(options.data)
      const told: ToldSimulation[] = []
      for (const question of await readQuestions(options, installation)) {
        const answer = await ask(installation, question, told)
        if (answer !== undefined) told.push(answer)
      }
      const isAllowed = told.every(({ outcome }) => outcome === 'allowed')
      const outcome = isAllowed ? 'allowed' : 'denied'
      if (options.json) line(JSON.stringify({ outcome, simulations: told }, undefined, 2))
      else line(told.map(tellSimulation).join('\n\n'))
      process.exitCode = isAllowed ? 0 : 1
    })

const help = `
Exit code: 0 allowed, 1 denied, 2 wrong use
Examples:
  podpass simulate --principal role/app --action s3:GetObject --resource arn:aws:s3:::data/key
  podpass token create --service-account default/app | podpass simulate --token - --role app
  podpass simulate --service-account default/app --action s3:ListBucket --resource arn:aws:s3:::data`

/** A token that makes nobody a session was told of already, and nothing can be asked about what that session may do. */
async function ask(
  installation: Installation,
  question: Question,
  before: readonly ToldSimulation[],
): Promise<ToldSimulation | undefined> {
  try {
    return (await callPodpass<{ Simulation: ToldSimulation }>(installation, 'SimulateCall', question))
      .Simulation
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'ValidationException') throw error
    if (before.some(({ outcome }) => outcome === 'denied')) return undefined
    throw new WrongUse(error.message.slice(`${error.code}: `.length), { cause: error })
  }
}
