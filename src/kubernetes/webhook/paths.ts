/** Paths in containers, as they are compared and as Windows writes them. */
import { posix } from 'node:path'

/** As Go joins paths: without doubled slashes, `.`, `..` and a slash at the end; most paths have none of them. */
export const cleanPath = (path: string): string =>
  path.includes('//') || path.includes('/.') || path.endsWith('/')
    ? posix.normalize(path).replace(/(?<=.)\/$/, '')
    : path

export const onWindows = (path: string): string => `C:${path.replaceAll('/', '\\')}`
