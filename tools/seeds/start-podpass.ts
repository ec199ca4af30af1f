/** A podpass of its own for a replay: in a temporary directory, on a free port, with everything ended and removed afterwards. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { terraformMirror } from './clients.ts'

export interface RunningPodpass {
  /** Where the commands are run. */
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const quiet = '--disable-warning=ExperimentalWarning'

export async function startPodpass(region: string, flags: readonly string[]): Promise<RunningPodpass> {
  const home = mkdtempSync(join(tmpdir(), 'podpass-seed-'))
  const directory = join(home, 'work')
  const data = join(home, 'data')
  for (const each of [directory, join(home, 'bin')]) mkdirSync(each)
  const program = join(home, 'bin', 'podpass')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' ${quiet} '${main}' "$@"\n`)
  chmodSync(program, 0o755)
  const settings = join(home, 'terraform.tfrc')
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror { path = "${terraformMirror}" }\n}\n`)

  const child = spawn(
    process.execPath,
    [quiet, main, 'up', '--data', data, '--listen', '127.0.0.1:0', '--region', region, '--json', ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const pids = join(home, 'pids')
  const stop = async (): Promise<void> => {
    const started = existsSync(pids) ? readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number) : []
    for (const pid of started.toReversed()) await endProcess(pid)
    child.kill('SIGTERM')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await firstLineOf(child)
    const env = readEnvironment(data)
    return { directory, env: { ...base(home), ...env, PODPASS_DATA: data, ...own(settings, pids) }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function firstLineOf(child: ReturnType<typeof spawn>): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(new Error(`podpass up ended: ${said}`)))
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('\n') && said.startsWith('{')) resolve()
      })
  })
}

const readEnvironment = (data: string): Record<string, string> =>
  JSON.parse(
    spawnSync(process.execPath, [quiet, main, 'env', '--data', data, '--json'], { encoding: 'utf8' }).stdout,
  ) as Record<string, string>

/** Nothing of whoever replays, but where programs are. */
const base = (home: string): Record<string, string> => ({
  PATH: `${join(home, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  HOME: home,
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('PYENV_'))),
})

const own = (settings: string, pids: string): Record<string, string> => ({
  AWS_PAGER: '',
  AWS_EC2_METADATA_DISABLED: 'true',
  TF_CLI_CONFIG_FILE: settings,
  TF_IN_AUTOMATION: '1',
  CHECKPOINT_DISABLE: '1',
  SEED_PIDS: pids,
})

/** Waits, so that whatever it ran is gone before its directory is. */
async function endProcess(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, tries === 0 ? 'SIGTERM' : tries === 99 ? 'SIGKILL' : 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
