/** Paths in containers, as they are compared and as Windows writes them. */

/** Without doubled slashes and without one at the end; most paths have neither. */
export const cleanPath = (path: string): string =>
  path.includes('//') || path.endsWith('/') ? path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '') : path

export const onWindows = (path: string): string => `C:${path.replaceAll('/', '\\')}`
