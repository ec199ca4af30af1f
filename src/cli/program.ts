/** The table of commands, each loaded only when it is the one asked for. */
import { Command } from 'commander'

type Load = () => Promise<{ readonly command: () => Command }>

/** By noun, or noun and verb, in the order of the help page. */
const commands: Readonly<Record<string, Load>> = {
  demo: () => import('./commands/demo/command.ts'),
  up: () => import('./commands/up.ts'),
  status: () => import('./commands/status.ts'),
  env: () => import('./commands/env.ts'),
  exec: () => import('./commands/exec.ts'),
  run: () => import('./commands/run/command.ts'),
  node: () => import('./commands/node/command.ts'),
  'token create': () => import('./commands/token/create.ts'),
  'token inspect': () => import('./commands/token/inspect.ts'),
  'policy lint': () => import('./commands/policy/lint.ts'),
  why: () => import('./commands/why/command.ts'),
  simulate: () => import('./commands/simulate/command.ts'),
  'account create': () => import('./commands/account/create.ts'),
  'account list': () => import('./commands/account/list.ts'),
  'account close': () => import('./commands/account/close.ts'),
  'account credentials': () => import('./commands/account/credentials.ts'),
  'account policy': () => import('./commands/account/policy.ts'),
  'issuer list': () => import('./commands/issuer/list.ts'),
  'issuer mirror': () => import('./commands/issuer/mirror.ts'),
  'issuer rotate': () => import('./commands/issuer/rotate.ts'),
  'webhook serve': () => import('./commands/webhook/serve.ts'),
  'webhook plan': () => import('./commands/webhook/plan.ts'),
  'webhook install': () => import('./commands/webhook/install.ts'),
  'webhook upgrade': () => import('./commands/webhook/install-upgrade.ts'),
  'webhook uninstall': () => import('./commands/webhook/install-uninstall.ts'),
  'webhook report': () => import('./commands/webhook/report.ts'),
  'authenticator server': () => import('./commands/authenticator/server.ts'),
  'authenticator init': () => import('./commands/authenticator/init.ts'),
  agent: () => import('./commands/agent.ts'),
}

/** A noun whose verb may be left out, and the verb that is meant then. */
const impliedVerbs: Readonly<Record<string, string>> = { webhook: 'serve', authenticator: 'server' }

const nouns: Readonly<Record<string, string>> = {
  token: 'Makes and reads service-account tokens',
  policy: 'Looks at policies before AWS does',
  account: 'Several AWS accounts, as one organization',
  issuer: 'Looks after the keys that sign service-account tokens',
  webhook: 'The pod identity webhook',
  authenticator: 'Cluster login with AWS identities',
}

export const commandNames: readonly string[] = Object.keys(commands)

export async function runCommand(argv: readonly string[]): Promise<number> {
  const args = insertImpliedVerb(argv)
  const wanted = wantedName(args)
  const program = await makeProgram(wanted === undefined ? commandNames : [wanted])
  if (args.length === 0) {
    program.outputHelp()
    return 0
  }
  await program.parseAsync([...args], { from: 'user' })
  return Number(process.exitCode ?? 0)
}

function insertImpliedVerb(argv: readonly string[]): readonly string[] {
  const [noun, verb] = argv
  if (noun === undefined || !Object.hasOwn(impliedVerbs, noun)) return argv
  const isSaid = isCommand(`${noun} ${verb}`) || ['--help', '-h', 'help'].includes(verb ?? '')
  return isSaid ? argv : [noun, impliedVerbs[noun]!, ...argv.slice(1)]
}

const isCommand = (name: string): boolean => Object.hasOwn(commands, name)

/** The command that the arguments name, when they do so plainly. */
function wantedName([first, second]: readonly string[]): string | undefined {
  if (first !== undefined && isCommand(first)) return first
  return isCommand(`${first} ${second}`) ? `${first} ${second}` : undefined
}

async function makeProgram(names: readonly string[]): Promise<Command> {
  const program = new Command('podpass')
    .description('AWS identity for Kubernetes pods, on any cluster, with AWS or without')
    .version(version(), '--version')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(podpass --help shows what there is)')
  const parents = new Map<string, Command>()
  for (const name of names) {
    const made = (await commands[name]!()).command()
    const [noun, verb] = name.split(' ')
    const parent = verb === undefined ? program : parentOf(noun!, program, parents)
    parent.addCommand(made.copyInheritedSettings(program))
  }
  return program
}

function parentOf(noun: string, program: Command, parents: Map<string, Command>): Command {
  const known = parents.get(noun)
  if (known !== undefined) return known
  const made = program.command(noun).description(nouns[noun] ?? '')
  parents.set(noun, made)
  return made
}

const version = (): string => '0.1.0'
