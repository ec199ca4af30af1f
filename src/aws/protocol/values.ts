/** Sets members of decoded structures and maps. */

/** A client chooses the keys of maps: `__proto__` is then a key like any other and reaches no prototype. */
export function setKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
  else target[key] = value
}
