import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { quotedForFish, quotedForPowerShell, quoteForShell } from '../quote.ts'
import { cleanEnvironment, endOfAll, podpass, refuse, scratch, succeed } from '../podpass.test-support.ts'
import { up, type Up } from '../up.test-support.ts'

const end = endOfAll()
/** Everything that a shell could take for its own. */
const name = `a b'c"d$(touch pwned)\`touch pwned\`$HOME\\n\\;&|*?!~#\n’‘newline`
let server: Up
before(async () => {
  server = await up(end, { data: join(scratch(end), name) })
})

const values = (): Record<string, string> => ({
  AWS_ENDPOINT_URL: server.endpoint,
  AWS_ENDPOINT_URL_STS: server.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CA_BUNDLE: join(server.data, 'ca', 'bundle.crt'),
  AWS_ACCESS_KEY_ID: server.clientConfig.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.clientConfig.credentials.secretAccessKey,
})

test('JSON holds the variables and their values', async () => {
  assert.deepEqual(JSON.parse(await succeed(['env', '--data', server.data, '--format', 'json'])), values())
  assert.deepEqual(JSON.parse(await succeed(['env', '--data', server.data, '--json'])), values())
})

for (const shell of ['sh', 'bash', 'dash', 'zsh'])
  test(
    `${shell} reads each value as it is and runs nothing of it`,
    { skip: !isThere(shell) && `this machine has no ${shell}` },
    async (t) => {
      const cwd = scratch(t)
      const misleading = { AWS_PROFILE: 'x', AWS_SESSION_TOKEN: 'x', AWS_ENDPOINT_URL_S3: 'http://x' }
      const { stdout } = await podpass(['env', '--data', server.data], { env: misleading })
      const script = `set -eu; eval "$1"; ls; ${quoteForShell(process.execPath)} -e 'console.log(JSON.stringify(process.env))'`
      const printed = execFileSync(shell, ['-c', script, shell, stdout], {
        cwd,
        env: cleanEnvironment(misleading),
      })
      const environment = JSON.parse(printed.toString()) as Record<string, string>
      for (const [variable, value] of Object.entries(values())) assert.equal(environment[variable], value)
      for (const variable of Object.keys(misleading)) assert.equal(environment[variable], undefined)
    },
  )

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'])
    return true
  } catch {
    return false
  }
}

test('the greeting’s own line can be pasted into a shell', async (t) => {
  const line = /In another shell: {2}(eval "[^]*") {2}and then/.exec(server.printed())![1]!
  const cwd = scratch(t)
  const own = ['sh', '-c', `podpass() { printf '%s\\0' "$@"; }; ${line.replace(/^eval /, 'printf %s ')}; ls`]
  // A command substitution drops the last zero byte and no other part.
  const printed = execFileSync(own[0]!, own.slice(1), { cwd }).toString()
  assert.equal(printed.replaceAll('\0', ''), `env--data${server.data}`)
})

/** The value of one single-quoted word, by the rules of fish: https://fishshell.com/docs/current/language.html#quotes */
function readFish(line: string): string {
  let value = ''
  for (let at = 0, inside = false; at < line.length; at++) {
    const [char, next] = [line[at]!, line[at + 1]]
    if (char === "'") inside = !inside
    else if (inside && char === '\\' && (next === "'" || next === '\\')) value += line[++at]
    else if (!inside && char === '\\' && next === 'n') {
      at++
      value += '\n'
    } else if (!inside) throw new Error(`${char} is outside of quotes in ${line}`)
    else value += char
  }
  return value
}

/** By the rules of PowerShell, to which every single quote of typography is one: about_Quoting_Rules. */
function readPowerShell(text: string): string {
  const quote = /['‘’‚‛]/
  let value = ''
  for (let at = 1; at < text.length; at++) {
    if (!quote.test(text[at]!)) value += text[at]
    else if (quote.test(text[at + 1] ?? '')) value += text[++at]
    else if (at !== text.length - 1) throw new Error(`the quotes end at ${at} of ${text}`)
  }
  return value
}

test('fish and PowerShell read each value as it is', async () => {
  const fish = await succeed(['env', '--data', server.data, '--format', 'fish'])
  const powershell = await succeed(['env', '--data', server.data, '--format', 'powershell'])
  for (const [variable, value] of Object.entries(values())) {
    const set = new RegExp(`^set -gx ${variable} (.*);$`, 'm').exec(fish)![1]!
    assert.equal(readFish(set), value)
    const env = new RegExp(`^\\$Env:${variable} = ('[^]*?')\\n(?:\\$Env|$)`, 'm').exec(`${powershell}\n`)![1]!
    assert.equal(readPowerShell(env.trimEnd()), value)
  }
  assert.match(fish, /^set -e AWS_PROFILE;$/m)
  assert.match(powershell, /^Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue$/m)
  for (const text of ['', "'", "''", '\\', "\\'", '\n', '’', '‘‘’', "a'b\\c\nd"]) {
    assert.equal(readFish(quotedForFish(text)), text)
    assert.equal(readPowerShell(quotedForPowerShell(text)), text)
  }
})

test('an unknown format is wrong use', () =>
  refuse(['env', '--format', 'cmd'], 2, /Allowed choices are shell, fish, powershell, json/))

test('nothing runs: exit code 1, and nothing on standard output that a shell would run', (t) =>
  refuse(['env', '--data', join(scratch(t), 'none')], 1, /no podpass runs on data directory/))
