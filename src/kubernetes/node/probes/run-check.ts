/** Does once what a probe or hook asks for: a command, an HTTP request or a connection. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { PodContext, RunningContainer } from '../containers/context.ts'
import { execInside } from '../containers/exec-inside.ts'
import { portOf } from '../pods/read-pod.ts'
import type { Check } from './read-probe.ts'

export interface CheckResult {
  readonly ok: boolean
  /** As the kubelet words it. */
  readonly output: string
}

/** `timeout` in milliseconds. */
export async function runCheck(
  context: PodContext,
  running: RunningContainer,
  check: Check,
  timeout: number,
): Promise<CheckResult> {
  if (check.kind === 'unsupported')
    return { ok: false, output: `${check.name} is not supported on this node` }
  if (check.kind === 'exec') return runCommand(context, running, check.command, timeout)
  const port = portOf(running.container.object, check.port)
  if (port === undefined)
    return { ok: false, output: `invalid port number: ${JSON.stringify(check.port) ?? ''}` }
  const host = check.host ?? context.place.podIp
  const place = `${host}:${port}`
  try {
    const socket = await dial(context, host, port, timeout)
    if (check.kind === 'tcp') {
      socket.destroy()
      return { ok: true, output: '' }
    }
    const response = await ask(socket, check, place, timeout)
    socket.destroy()
    const status = response.statusCode ?? 0
    return { ok: status >= 200 && status < 400, output: `HTTP probe failed with statuscode: ${status}` }
  } catch (error) {
    const message = wordsOf(error as NodeJS.ErrnoException, place)
    const url = check.kind === 'http' ? `Get "${check.scheme}://${place}${check.path}": ` : ''
    return { ok: false, output: url + message }
  }
}

function dial(context: PodContext, host: string, port: number, timeout: number): Promise<Socket> {
  if (context.sandbox?.ownIp !== undefined) return context.sandbox.dial({ host, port }, timeout)
  return new Promise((resolve, reject) => {
    const socket = connectPlain({ host, port, timeout })
    socket.once('connect', () => resolve(socket))
    socket.once('timeout', () => socket.destroy(new Error('i/o timeout')))
    socket.once('error', reject)
  })
}

function ask(
  socket: Socket,
  check: Extract<Check, { kind: 'http' }>,
  place: string,
  timeout: number,
): Promise<IncomingMessage> {
  const headers = {
    'user-agent': 'kube-probe/1.35',
    accept: '*/*',
    connection: 'close',
    host: place,
    ...Object.fromEntries(check.headers),
  }
  const facts = { path: check.path, headers, timeout }
  // A probe asks whether it answers, not who it is.
  const request =
    check.scheme === 'https'
      ? httpsRequest({ ...facts, createConnection: () => connectTls({ socket, rejectUnauthorized: false }) })
      : httpRequest({ ...facts, createConnection: () => socket })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        request.destroy(
          new Error('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
        ),
      timeout,
    )
    request.once('response', (response) => {
      clearTimeout(timer)
      response.resume()
      resolve(response)
    })
    request.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    request.end()
  })
}

function wordsOf(error: NodeJS.ErrnoException, place: string): string {
  if (/ECONNREFUSED/.test(error.message)) return `dial tcp ${place}: connect: connection refused`
  if (/ETIMEDOUT|i\/o timeout/.test(error.message)) return `dial tcp ${place}: i/o timeout`
  if (error.code === 'ECONNRESET') return 'EOF'
  return error.message
}

const longestOutput = 10 * 1024

function runCommand(
  context: PodContext,
  running: RunningContainer,
  command: readonly string[],
  timeout: number,
): Promise<CheckResult> {
  const child = execInside(context, running, { command, input: 'ignore' })
  if (child === undefined) return Promise.resolve({ ok: false, output: 'container not running' })
  return new Promise((resolve) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output = (output + String(chunk)).slice(0, longestOutput)))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      resolve({
        ok: false,
        output: `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeout / 1000}s`,
      })
    }, timeout)
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ ok: false, output: error.message })
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ ok: code === 0, output })
    })
  })
}
