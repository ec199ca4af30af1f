/** What a pod's processes take over from the environment that they are started in: enough to run, and nobody's identity. */

const inherited =
  /^(PATH|LANG|LANGUAGE|LC_[A-Z]+|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|TZ|TMPDIR|SystemRoot|ComSpec|PATHEXT|TEMP|TMP)$/

/** Keys, profiles and the home directory with its credentials files stay outside. */
export const inheritedEnv = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && inherited.test(entry[0]),
    ),
  )

/** By these an in-cluster client finds the API server. */
export function apiServerEnv(server: string): Record<string, string> {
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '')
  const number = port === '' ? '443' : port
  return {
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: number,
    KUBERNETES_SERVICE_PORT_HTTPS: number,
  }
}
