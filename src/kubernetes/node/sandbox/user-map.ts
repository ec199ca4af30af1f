/** Which numbers of the machine stand for the users of a pod. */
import { createHash } from 'node:crypto'

export interface UserMap {
  /** As /proc/PID/uid_map takes it. */
  readonly text: string
  /** The machine's number of a user or group of the pod. */
  readonly outside: (inside: number) => number
}

/** Above what systemd gives to containers, and below where 32 bits are read with a sign. */
const lowest = 0x7000_0000
const perPod = 0x1_0000
const ranges = 0x0fff
const nobody = 65_534

/** The users from 0 on, and the ones that lie beyond, such as those of OpenShift, by name. */
export function userMap(range: number, beyond: readonly number[] = []): UserMap {
  const first = lowest + range * perPod
  const distinct = [...new Set(beyond.filter((each) => each >= perPod - 1))].slice(0, 300)
  const far = distinct.length === 0 ? [] : [nobody, ...distinct]
  const near = perPod - 1 - far.length
  const lines = [`0 ${first} ${near}`, ...far.map((each, index) => `${each} ${first + near + index} 1`)]
  return {
    text: `${lines.join('\n')}\n`,
    outside: (inside) => {
      const index = far.indexOf(inside)
      return index === -1 ? first + Math.min(inside, near - 1) : first + near + index
    },
  }
}

export interface RangePool {
  take(uid: string): number
  release(uid: string): void
}

/** Begins where the pod's own id says, so that nodes of one machine seldom meet. */
export function createRangePool(): RangePool {
  const taken = new Map<string, number>()
  return {
    take: (uid) => {
      const used = new Set(taken.values())
      let range = createHash('sha256').update(uid).digest().readUInt32BE() % ranges
      while (used.has(range) && used.size < ranges) range = (range + 1) % ranges
      taken.set(uid, range)
      return range
    },
    release: (uid) => void taken.delete(uid),
  }
}
