/** Addresses of PostgreSQL databases, which may hold a password: what is told of one never does. Loads no schema library. */
import { quote } from './text.ts'

/** A password's own `@`, `/`, `?` and `#` are percent-encoded: so no part of it can be taken for the host or the database. */
const DATABASE_URL = /^postgres(?:ql)?:\/\/(?:[^\s/?#@]*@)?([\w.%-]*|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:\/([^\s/?#@]*))?(?:\?([^\s#]*))?$/i

/** What is no percent-encoding of UTF-8. */
function isDecodable (text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const SCHEME = /^([a-z][a-z\d+.-]{0,30}):\/\//i

function parameter (query: string, name: string): string | undefined {
  return query.split('&').find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** What is wrong with a text as the address of a database, as the rest of a sentence that does not repeat it; undefined where nothing is. */
export function databaseUrlFault (text: string): string | undefined {
  if (DATABASE_URL.test(text) && isDecodable(text)) return undefined
  const scheme = SCHEME.exec(text)?.[1]
  if (scheme !== undefined && !/^postgres(?:ql)?$/i.test(scheme)) {
    return `names a database of the kind ${quote(scheme)}; PostgreSQL is the one that can be named, as postgres://user:password@host/database.`
  }
  return 'is not the address of a database, such as postgres://user:password@host/database; in a password @ is written %40, / %2F, ? %3F, # %23 and % %25.'
}

/** A database as people are told of it, without user and password. @param url one that has no fault */
export function databaseInWords (url: string): string {
  const [, host = '', port, database = '', query = ''] = DATABASE_URL.exec(url) ?? []
  const server = decodeURIComponent(parameter(query, 'host') ?? host)
  const at = server === '' ? 'localhost' : server
  return `PostgreSQL at ${at}${port === undefined ? '' : `:${port}`}${database === '' ? '' : `, database ${quote(decodeURIComponent(database))}`}`
}

/** Whether an address holds a password, by which alone it must not stand among the arguments of a command. @param url one that has no fault */
export function holdsPassword (url: string): boolean {
  const [, credentials = ''] = /^[^/]*\/\/([^@/?#]*)@/.exec(url) ?? []
  const [, , , , query = ''] = DATABASE_URL.exec(url) ?? []
  return /:./.test(credentials) || query.split('&').some((pair) => /^(?:ssl)?password=./i.test(decodeURIComponent(pair)))
}
