import { logOut } from '@fintrack/contract/auth'
import { call } from '@fintrack/contract/call'
import type { Command } from 'commander'
import type { Credentials } from '../config/credentials.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { reasonOf } from '../io/reason.ts'
import { serverAddress, serverAt } from '../options/server-address.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf } from '../render/view.ts'
import { beginAnew, forgetLogin } from '../shapes/stored-login.ts'
import { LOGIN_VIEW } from './login.ts'

/** Ends the session at the server. @returns why it could not, where it could not */
async function revokeSession (cx: Context, { server, refresh }: Credentials): Promise<string | undefined> {
  try {
    const send = await cx.connect(
      serverAt(server, cx.globals.insecureHttp, cx.store.config().profiles.get(cx.globals.profile))
    )
    await call(logOut, { body: { refresh } }, send)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

async function logOutOf (cx: Context): Promise<void> {
  beginAnew(cx)
  const { store, globals: { profile, server: named }, settings } = cx
  const output = newOutput(cx, LOGIN_VIEW)
  const stored = store.config().profiles.get(profile)
  const credentials = store.credentials(profile)
  const server = credentials?.server ?? stored?.server
  if (cx.flags.server !== undefined && named !== undefined && serverAddress(named) !== server) {
    throw usage(`There is no login for ${serverAddress(named)} in profile ${profile}.`)
  }
  const fault = credentials === undefined ? undefined : await revokeSession(cx, credentials)
  await forgetLogin(cx)
  say(cx, server === undefined ? 'You were not logged in.' : `Logged out of ${server}.`)
  if (fault !== undefined) {
    cx.io.err(`note: ${visible(`The session at the server could not be ended, and expires by itself: ${fault}`)}\n`)
  }
  say(cx, settings.FINTRACK_SERVER === undefined
    ? (profile === 'default'
        ? 'Commands now use the book of this machine.'
        : `Removed the profile ${profile}; without --profile, commands use the default one.`)
    : `FINTRACK_SERVER still sends commands to ${settings.FINTRACK_SERVER}.`)
  if (server !== undefined && asksForRows(cx)) {
    await output.written(streamOf({ server, username: stored?.username ?? '', profile }), true)
  }
}

export function define (command: Command, cx: Context, run = logOutOf): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack logout\n')
    .action(() => run(cx))
}
