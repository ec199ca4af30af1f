/** `podpass account policy attach|detach|list|show`: the service and resource control policies above the accounts. */
import { basename, extname } from 'node:path'
import { Command, Option } from 'commander'
import { Failure, WrongUse } from '../../failure.ts'
import { dataOption, jsonOption, openInstallation, type Installation } from '../../installation.ts'
import { callOrganizations } from '../../podpass-api.ts'
import { line } from '../../print.ts'
import { readInput } from '../../read-input.ts'
import {
  type ControlPolicy,
  enableType,
  findPolicy,
  listPolicies,
  policyTypes,
  putPolicy,
  resolveTarget,
  showTarget,
} from './control-policies.ts'
import { listAll } from './organization.ts'

interface AttachOptions {
  readonly data: string
  readonly type: keyof typeof policyTypes
  readonly name?: string
}

export const command = (): Command =>
  new Command('policy')
    .description('Service control policies (SCP) and resource control policies (RCP)')
    .addCommand(attach())
    .addCommand(detach())
    .addCommand(list())
    .addCommand(show())
    .addHelpText('after', '\nExample:\n  podpass account policy attach root fence.json --type scp')

const typeOption = (): Option =>
  new Option('--type <type>', 'of which type a policy from a file is').choices(['scp', 'rcp']).default('scp')

const attach = (): Command =>
  new Command('attach')
    .description('Make a policy of a file, or take one that there is, and attach it')
    .argument('<target>', 'an account, an organizational unit or `root`')
    .argument(
      '<policy>',
      'a file with a policy document, - for standard input, or the id of a policy (p-...)',
    )
    .addOption(typeOption())
    .option('--name <name>', 'what the policy is called; the name of the file when left out')
    .addOption(dataOption())
    .addHelpText('after', '\nExample:\n  podpass account policy attach root deny-leaving.json')
    .action(async (target: string, policy: string, options: AttachOptions) => {
      const installation = openInstallation(options.data)
      const TargetId = await resolveTarget(installation, target)
      const found = await policyFor(installation, policy, options)
      await enableType(installation, found.Type)
      const attached = await listAll<ControlPolicy>(installation, 'ListPoliciesForTarget', 'Policies', {
        TargetId,
        Filter: found.Type,
      })
      if (!attached.some(({ Id }) => Id === found.Id))
        await callOrganizations(installation, 'AttachPolicy', { PolicyId: found.Id, TargetId })
      line(`${found.Id}\t${found.Name}\tis attached to ${TargetId}`)
    })

async function policyFor(
  installation: Installation,
  policy: string,
  { type, name }: AttachOptions,
): Promise<ControlPolicy> {
  if (/^p-\w+$/.test(policy)) return findPolicy(installation, policy)
  if (policy === '-' && name === undefined) throw new WrongUse('--name is needed with standard input')
  const content = await readInput(policy)
  return putPolicy(installation, {
    type: policyTypes[type],
    name: name ?? basename(policy, extname(policy)),
    content,
  })
}

const detach = (): Command =>
  new Command('detach')
    .description('Take a policy off; it stays in the organization')
    .argument('<target>', 'an account, an organizational unit or `root`')
    .argument('<policy>', 'its id or its name')
    .addOption(dataOption())
    .addHelpText('after', '\nExample:\n  podpass account policy detach root deny-leaving')
    .action(async (target: string, policy: string, options: { data: string }) => {
      const installation = openInstallation(options.data)
      const TargetId = await resolveTarget(installation, target)
      const found = await findPolicy(installation, policy)
      await callOrganizations(installation, 'DetachPolicy', { PolicyId: found.Id, TargetId })
      line(`${found.Id}\t${found.Name}\tis no longer attached to ${TargetId}`)
    })

const list = (): Command =>
  new Command('list')
    .description('Show the policies and what they are attached to')
    .argument('[target]', 'only those attached to this account, organizational unit or `root` itself')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (target: string | undefined, options: { data: string; json?: boolean }) => {
      const installation = openInstallation(options.data)
      const found = await listPolicies(installation, target)
      if (options.json) return line(JSON.stringify(found, undefined, 2))
      for (const { Id, Type, Name, Targets } of found)
        line(
          [Id, Type === policyTypes.scp ? 'SCP' : 'RCP', Name, Targets.map(showTarget).join(', ')].join('\t'),
        )
    })

const show = (): Command =>
  new Command('show')
    .description("Print a policy's document")
    .argument('<policy>', 'its id or its name')
    .addOption(dataOption())
    .action(async (policy: string, options: { data: string }) => {
      const installation = openInstallation(options.data)
      const { Id } = await findPolicy(installation, policy)
      const answer = await callOrganizations<{ Policy: { Content?: string } }>(
        installation,
        'DescribePolicy',
        { PolicyId: Id },
      )
      if (answer.Policy.Content === undefined) throw new Failure(`policy ${Id} has no document`)
      line(answer.Policy.Content.trimEnd())
    })
