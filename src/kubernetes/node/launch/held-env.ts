/** Keeps a container's variables from the programs that set its stage: those have more rights, and a loader or shell would obey them. */

export interface HeldEnv {
  /** What those who stand before the command are given. */
  readonly env: Readonly<Record<string, string>>
  /** The words before a command that give it its own variables. */
  readonly release: readonly string[]
}

/** What a shell cannot set, or would act upon itself. */
const special =
  /^(_|IFS|PS\d|ENV|SHELLOPTS|BASH.*|OPT.*|E?UID|PPID|GROUPS|LINENO|RANDOM|PIPESTATUS|FUNCNAME)$/
const isPlain = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !special.test(name)

/** `before` is run by the shell that gives the variables back. */
export function holdEnv(env: Readonly<Record<string, string>>, toolPath: string, before = ''): HeldEnv {
  const held: Record<string, string> = { PATH: toolPath }
  const [lines, odd]: [string[], string[]] = [[], []]
  for (const [index, [name, value]] of Object.entries(env).entries()) {
    const place = `podpass_${index}`
    held[place] = isPlain(name) ? value : `${name}=${value}`
    if (isPlain(name)) lines.push(`export ${name}="$${place}"; unset ${place}`)
    else odd.push(place)
  }
  const others = odd.map((place) => `"$${place}"`).join(' ')
  const unset = odd.map((place) => `--unset=${place}`).join(' ')
  const run = odd.length === 0 ? 'exec "$@"' : `exec /usr/bin/env ${unset} ${others} "$@"`
  const script = [before, ...('PATH' in env ? [] : ['unset PATH']), ...lines, run].join('\n')
  return { env: held, release: ['/bin/sh', '-c', script, 'sh'] }
}
