/** What those try who have no business with a pod: from within another one, and at the kubelet's API. */
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:https'

export const notRoot = process.getuid?.() === 0 ? false : 'only root can give pods users of their own'

/** Tries what a program that means ill would: other processes, the node's own directory, and the ways out of a root. */
export const thief = `
import glob, os, sys
place, *secrets = sys.argv[1:]
found = []
def look(path):
    try:
        with open(path, 'rb') as file:
            text = file.read(1 << 20)
            if any(secret.encode() in text for secret in secrets): found.append(path)
    except OSError: pass
def all_below(top):
    for folder, _, files in os.walk(top):
        for name in files: look(os.path.join(folder, name))
def processes():
    for path in glob.glob('/proc/[0-9]*'):
        if int(path.split('/')[2]) == os.getpid(): continue
        for name in ('environ', 'cmdline'): look(path + '/' + name)
        all_below(path + '/root' + place)
processes()
all_below(place)
try:
    jail = os.environ['HOME'] + '/jail'
    os.mkdir(jail)
    os.chroot(jail)
    for _ in range(64): os.chdir('..')
    os.chroot('.')
    processes()
    all_below(place)
except OSError: pass
print(found or 'nothing')
`

/** Who runs what has these words, by the machine's own numbers. */
export function usersOf(words: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (readFileSync(`/proc/${name}/cmdline`, 'latin1') !== words) return []
        return [Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1])]
      } catch {
        return []
      }
    })
}

export function statusFrom(port: number, path: string, token?: string, how = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const upgrade = how === 'websocket' && {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol': 'v5.channel.k8s.io',
    }
    const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...upgrade }
    const method = how === 'POST' ? 'POST' : 'GET'
    request(
      { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, agent: false },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
      .once('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response.statusCode ?? 0)
      })
      .once('error', reject)
      .end()
  })
}
