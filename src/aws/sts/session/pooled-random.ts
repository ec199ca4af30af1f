/** Random bytes drawn in one go and handed out in slices, because each draw is a system call of its own. */
import type { Random } from '../../../kit/index.ts'

const poolBytes = 4096

/** No byte is handed out twice, and the pool keeps none that was. */
export function pooledRandom(random: Random): Random {
  let pool: Uint8Array = new Uint8Array(0)
  let at = 0
  return (length) => {
    if (length > poolBytes) return random(length)
    if (at + length > pool.length) {
      pool = random(poolBytes)
      at = 0
    }
    // A copy; a Buffer's own `slice` would be a view of what is wiped next.
    const bytes = Uint8Array.from(pool.subarray(at, at + length))
    pool.fill(0, at, at + length)
    at += length
    return bytes
  }
}
