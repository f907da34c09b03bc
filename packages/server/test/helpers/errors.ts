/** Errors as the system and the drivers throw them, for tests that cannot make them happen. */
import { constants } from 'node:os'

type SystemCode = keyof typeof constants.errno

/** As Node.js throws it, with the call that failed. */
export function systemError (code: SystemCode, call = 'write'): Error {
  return Object.assign(new Error(`${code}: refused, ${call}`), { code, errno: -constants.errno[code], syscall: call })
}

/** As Knex passes on an error of SQLite, behind the statement. */
export function sqliteError (code: string, message: string): Error {
  return Object.assign(
    new Error(`insert into \`users\` (\`username\`) values (?) - ${code}: ${message}`), { code, errno: 1 }
  )
}
