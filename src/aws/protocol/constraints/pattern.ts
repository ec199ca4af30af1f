/** Compiles a model's regular expressions, which are Java's and match the whole value. */

/** Undefined when JavaScript has no such expression: the constraint is then left to the service. */
export function compilePattern(pattern: string): RegExp | undefined {
  const [source, flags] = pattern.startsWith('(?s)') ? [pattern.slice(4), 's'] : [pattern, '']
  // Only with `u` does \p{L} mean letters; but some patterns escape what `u` forbids to.
  return tryCompile(`^(?:${source})$`, `${flags}u`) ?? tryCompile(`^(?:${source})$`, flags)
}

function tryCompile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}
