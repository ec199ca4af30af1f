/** Which version of Kubernetes this server speaks like. */
import type { JsonObject } from '../../api/index.ts'

/** The suffix keeps it from being mistaken for a build of Kubernetes. */
export const version: JsonObject = {
  major: '1',
  minor: '35',
  emulationMajor: '1',
  emulationMinor: '35',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '34',
  gitVersion: 'v1.35.4+podpass',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '',
  goVersion: '',
  compiler: '',
  platform: '',
}
