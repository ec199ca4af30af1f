/** Where the demo plays: a podpass of its own in a temporary directory, reached through its sockets like any other. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment } from '../../environment.ts'
import { Failure } from '../../failure.ts'
import { openInstallation } from '../../installation.ts'
import { callPodpass } from '../../podpass-api.ts'
import { tellBriefly, type ToldDecision } from '../why/tell.ts'
import { findAwsProgram, type AwsProgram } from './aws-program.ts'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Stage {
  readonly data: string
  readonly awsProgram: AwsProgram
  /** Runs the AWS client with the administrator's keys. */
  aws(...words: readonly string[]): Promise<Outcome>
  /** Runs the AWS client with these variables added and the administrator's keys taken away where `replace` says so. */
  awsAs(variables: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Outcome>
  podpass(...words: readonly string[]): Promise<Outcome>
  /** Why the newest call was decided as it was, in a few lines; asked of podpass over its endpoint. */
  why(): Promise<string>
  /** Writes a file of the demo; gives its path. */
  file(name: string, content: string): string
  close(): Promise<void>
}

const self = process.argv[1]!

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-demo-'))
  const data = join(folder, 'data')
  const environment = {
    ...cleanEnvironment(process.env),
    PODPASS_DATA: data,
    // Of the many processes to come each but the first finds our modules compiled.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    AWS_PAGER: '',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  }
  const server = startServer(environment)
  try {
    await settled(server, runPodpass(['status', '--wait', '--timeout', '60'], environment))
    const admin = JSON.parse((await runPodpass(['env', '--format', 'json'], environment)).stdout) as Record<
      string,
      string
    >
    const awsProgram = findAwsProgram(process.env)
    const aws = (variables: Readonly<Record<string, string>>, words: readonly string[]): Promise<Outcome> =>
      run([...awsProgram.command, ...words], { ...environment, ...admin, ...variables })
    return {
      data,
      awsProgram,
      aws: (...words) => aws({}, words),
      awsAs: (variables, ...words) => aws(variables, words),
      podpass: (...words) => runPodpass(words, environment),
      why: async () =>
        tellBriefly(
          (
            await callPodpass<{ Decision: ToldDecision }>(openInstallation(data), 'GetDecision', {
              Last: true,
            })
          ).Decision,
        ),
      file: (name, content) => {
        writeFileSync(join(folder, name), content, { mode: 0o600 })
        return join(folder, name)
      },
      close: () => close(server, folder),
    }
  } catch (error) {
    await close(server, folder)
    throw error
  }
}

const runPodpass = (words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> =>
  run([...ownCommand(), ...words], environment)

const ownCommand = (): readonly string[] => [process.execPath, '--disable-warning=ExperimentalWarning', self]

function startServer(environment: NodeJS.ProcessEnv): ChildProcess {
  const [program, ...words] = ownCommand()
  return spawn(program!, [...words, 'up', '--listen', '127.0.0.1:0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Waits for the status command, or fails at once when the server has ended. */
async function settled(server: ChildProcess, status: Promise<Outcome>): Promise<void> {
  const ended = new Promise<never>((_resolve, reject) => {
    server.once('exit', (code) => reject(new Failure(`podpass up ended with ${code}`)))
  })
  const outcome = await Promise.race([status, ended])
  if (outcome.code !== 0) throw new Failure(outcome.stderr.trim())
  ended.catch(() => undefined)
}

async function close(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    const cut = setTimeout(() => server.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(cut)
  }
  rmSync(folder, { recursive: true, force: true })
}

/** Runs a program to its end; nothing of it reaches the terminal but through the demo. */
function run(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}
