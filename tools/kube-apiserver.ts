/**
 * A real Kubernetes API server on loopback, for trying things: `node tools/kube-apiserver.ts [-- COMMAND]` starts one
 * with a fresh state, runs the command (or waits for Ctrl-C) with KUBECONFIG set, and stops it.
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { findPrograms } from './kube-apiserver/programs.ts'
import { startApiServer } from './kube-apiserver/start.ts'

const { values, positionals } = parseArgs({
  options: { issuer: { type: 'string' }, 'build-only': { type: 'boolean' } },
  allowPositionals: true,
})
const say = (line: string): void => console.error(line)

const found = findPrograms(say)
if (!found.ok) {
  say(`no API server: ${found.reason}`)
  process.exit(1)
}
if (values['build-only'] !== true) process.exitCode = await run(positionals)

async function run([command, ...args]: readonly string[]): Promise<number> {
  const { programs } = found as Extract<typeof found, { ok: true }>
  const server = await startApiServer({ programs, issuer: values.issuer })
  try {
    if (command !== undefined) return await runCommand(command, args, server.kubeconfig)
    say(`${server.server} is ready; Ctrl-C ends it`)
    console.log(`export KUBECONFIG=${server.kubeconfig}`)
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    return 0
  } finally {
    await server.stop()
  }
}

function runCommand(command: string, args: readonly string[], kubeconfig: string): Promise<number> {
  // Ctrl-C reaches the command by the terminal; this waits for its end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, KUBECONFIG: kubeconfig },
    })
    child.once('error', (error) => {
      say(`${command}: ${error.message}`)
      resolve(127)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
