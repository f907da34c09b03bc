/** What credentials.json holds: the tokens of each profile, and nothing that is not secret. */
import { isObject, Misfit, type JsonObject } from './json-file.ts'

/** A pair of tokens, and the server that they were got from: they go to no other. */
export interface Credentials {
  readonly server: string
  readonly access: string
  readonly refresh: string
}

export type AllCredentials = ReadonlyMap<string, Credentials>

/** @throws Misfit an entry that is no pair of tokens */
export function credentialsOf (json: JsonObject): AllCredentials {
  return new Map(Object.entries(json).map(([profile, entry]) => {
    if (isObject(entry)) {
      const { server, access, refresh } = entry
      if (typeof server === 'string' && typeof access === 'string' && typeof refresh === 'string') {
        return [profile, { server, access, refresh }]
      }
    }
    throw new Misfit(`it has no whole login for profile ${profile}`)
  }))
}
