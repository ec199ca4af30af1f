/** Paths in containers, as they are compared and as Windows writes them. */

/** Without doubled slashes and without one at the end. */
export const cleanPath = (path: string): string => path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')

export const onWindows = (path: string): string => `C:${path.replaceAll('/', '\\')}`
