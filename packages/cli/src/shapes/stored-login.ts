/** The stored login: `register` and `login` create it, `logout` and `user delete` remove it. */
import { logIn } from '@fintrack/contract/auth'
import { call, type Send } from '@fintrack/contract/call'
import { LABEL_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { withProfile } from '../config/config.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { serverAt, type ServerDestination } from '../options/server-address.ts'
import { visible } from '../render/safe-text.ts'
import type { Machine } from '../world.ts'
import { askedFor } from './ask.ts'

/** Says which files are damaged; what this command stores replaces them. */
export function beginAnew ({ io, store }: Context): void {
  for (const sentence of store.beginAnew()) io.err(`note: ${visible(sentence)}\n`)
}

/** The server that is named, else the profile's, else what is typed. */
export async function serverToUse (cx: Context): Promise<ServerDestination> {
  const { local, server, profile, insecureHttp } = cx.globals
  if (local) throw usage('--local means the book of this machine, which has no login.')
  const stored = cx.store.config().profiles.get(profile)
  return serverAt(
    await askedFor(cx, server ?? stored?.server, '--server', 'Address of the server'), insecureHttp, stored
  )
}

/** Logs in and keeps the tokens: from now on the profile's commands go to this server. */
export async function logInAt (
  cx: Context, { address }: ServerDestination, send: Send, username: string, password: string
): Promise<void> {
  const { body: { access, refresh } } = await call(
    logIn, { body: { username, password, label: machineLabel(cx.machine) } }, send
  )
  const { store, globals: { profile, insecureHttp } } = cx
  await store.locked(async () => {
    const config = store.config()
    const stored = config.profiles.get(profile)
    const leave = insecureHttp || (stored?.server === address && stored.insecure_http === true)
    const isSame = stored?.server === address && stored.username === username
    const account = isSame ? stored.account : undefined
    // The tokens first: a server without them is asked for a login, tokens without a server are sent nowhere.
    await store.saveCredentials(profile, { server: address, access, refresh })
    await store.saveConfig(
      withProfile(config, profile, {
        server: address,
        username,
        ...(leave ? { insecure_http: true } : {}),
        ...(account === undefined ? {} : { account }),
      })
    )
  })
}

/** From now on the profile's commands work on the book of this machine. */
export async function forgetLogin ({ store, globals: { profile } }: Context): Promise<void> {
  await store.locked(async () => {
    await store.saveCredentials(profile, undefined)
    await store.saveConfig(withProfile(store.config(), profile, undefined))
  })
}

/** The account's name; nothing where it has none, as in a container. */
function accountOf (machine: Machine): string {
  try {
    return `${machine.account}@`
  } catch {
    return ''
  }
}

/** `anna@laptop`: one line, no longer than a label may be, or our own name where nothing of it can be shown. */
export function machineLabel (machine: Machine): string {
  const text = `${accountOf(machine)}${machine.hostname}`.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()
  const label = [...text].slice(0, LABEL_MAX_CHARACTERS).join('').trim()
  return label === '' ? 'fintrack' : label
}
