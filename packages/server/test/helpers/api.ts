/**
 * The API over an empty book, by both ways in: over HTTP (Fastify's `inject`) and by `dispatch`, as the embedded book
 * calls it; and over HTTP on PostgreSQL. A test of the API's behaviour is written once with `everyWay`, and with
 * `bothDatabases` where it needs HTTP: such tests share one running server for each way in and each set of settings,
 * and each finds it empty, by its own clock. `httpApi` and `dispatchApi` start a server of a test's own, for what
 * changes the server or its tables, or needs several.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { logIn } from '@fintrack/contract/auth'
import {
  call, gathered, mediaTypeOf, targetOf, type Answer, type Checked, type InputOf, type Request, type Send,
} from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { Problem } from '@fintrack/contract/problem'
import { readSettings, type SettingValues } from '@fintrack/contract/settings'
import { getMe, register } from '@fintrack/contract/users'
import type { FastifyInstance, InjectOptions } from 'fastify'
import root, { type Test } from 'tap'
import { buildApp } from '../../src/http/app.ts'
import type { Clock } from '../../src/clock.ts'
import { readConfig, type Config } from '../../src/config/config.ts'
import { buildCore } from '../../src/core.ts'
import { connect, connectServer } from '../../src/db/connect.ts'
import type { Databases } from '../../src/db/databases.ts'
import { signerWithoutServer } from '../../src/features/sessions/access-token.ts'
import { openKeysOf } from '../../src/features/signing-keys/open-keys.ts'
import { requireOwners } from './owner-check.ts'
import { freshDatabase } from './postgres.ts'
import { emptyBook, schemaMark } from './reset.ts'
import { placeDatabase } from './templates.ts'

export const PASSWORD = 'a quiet river at dawn'

/** The least that argon2 does: what a password's hash costs is shown where it is the subject. */
const HASH_COST = { memoryCost: 8, timeCost: 1, parallelism: 1 }

const FIRST_SECONDS = 1_717_200_000

/** What a book is on. */
export type Database = 'sqlite' | 'postgres'

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #seconds = FIRST_SECONDS

  now (): string {
    return new Date(this.#seconds * 1000).toISOString()
  }

  seconds (): number {
    return this.#seconds
  }

  moment (seconds: number): string {
    return new Date(seconds * 1000).toISOString()
  }

  advance (seconds: number): void {
    this.#seconds += seconds
  }

  reset (): void {
    this.#seconds = FIRST_SECONDS
  }
}

/** A user of the API under test. */
export interface TestUser {
  readonly id: number
  readonly send: Send
  call<E extends Endpoint>(endpoint: E, input: NoInfer<InputOf<E>>): Promise<Checked<E>>
  /**
   * The answer as it is, problem or not, with a streamed list gathered, but without its row's tag: see
   * row-version.test.ts.
   */
  answer(endpoint: Endpoint, request?: Partial<Request>): Promise<Answer>
  /** The problem that a call is refused with; fails where it is not refused. */
  refusal<E extends Endpoint>(endpoint: E, input: NoInfer<InputOf<E>>): Promise<Problem>
}

export interface TestApi {
  readonly way: 'http' | 'dispatch'
  readonly database: Database
  readonly clock: TestClock
  /** The test's own connection to the database. */
  readonly databases: Databases
  /** The API's connections, each of whose statements is held to its owner. */
  readonly served: Databases
  readonly dataDir: string
  /** In the place of the data folder, where it is. */
  readonly databaseUrl: string | undefined
  /** Sends as nobody. */
  readonly anonymous: TestUser
  /** A new user, logged in. */
  user(username?: string, currency?: string): Promise<TestUser>
  /** A user who is there already, with a login of now. */
  again(username: string): Promise<TestUser>
}

/** A folder of its own for a test, gone at its end. */
export function folder (test: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'fintrack-'))
  test.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

/** Settings as a command line reads them. */
export function settingsOf (env: Record<string, string> = {}): SettingValues {
  return readSettings(env, ['client', 'book'])
}

/** Where the operator finds the book of a server, and by which clock they work. */
export function operatorOf ({ databaseUrl, dataDir, clock }: TestApi, env: Record<string, string> = {}) {
  return {
    dataDir, clock,
    settings: settingsOf({ ...env, ...databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl } }),
  }
}

function configOf (dataDir: string, env: Record<string, string> = {}): Config {
  return readConfig({ FINTRACK_DATA_DIR: dataDir, FINTRACK_LOG_LEVEL: 'debug', ...env })
}

function userOf (id: number, send: Send): TestUser {
  return {
    id,
    send,
    call: (endpoint, input) => call(endpoint, input, send),
    answer: async (endpoint, request = {}) => {
      const { etag: _, ...answer } = await send(endpoint, { query: [], ...request })
      return { ...answer, body: await gathered(answer.body) }
    },
    refusal: async (endpoint, input) => {
      try {
        await call(endpoint, input, send)
      } catch (error) {
        if (error instanceof Problem) return error
        throw error
      }
      throw new Error(`${endpoint.method} ${endpoint.path} was not refused`)
    },
  }
}

function payloadOf (endpoint: Endpoint, request: Request): Pick<InjectOptions, 'payload' | 'headers'> {
  if (request.body === undefined) return {}
  const headers = { 'content-type': mediaTypeOf(endpoint, request) }
  if (endpoint.upload === undefined) return { payload: JSON.stringify(request.body), headers }
  // As it comes: what a slow sender still holds back is not waited for.
  return { payload: Readable.from(request.body as AsyncIterable<Uint8Array>, { objectMode: false }), headers }
}

/** Sends by `inject`, and reads the headers back into fields as the CLI's transport does. */
export function injecting (server: FastifyInstance, access?: string): Send {
  return async (endpoint, request) => {
    const { payload, headers } = payloadOf(endpoint, request)
    const response = await server.inject({
      method: endpoint.method,
      url: targetOf(endpoint, request),
      ...(payload === undefined ? {} : { payload }),
      headers: {
        ...headers,
        ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
        ...(request.ifMatch === undefined ? {} : { 'if-match': request.ifMatch }),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
      },
    })
    const { link, location, etag, 'retry-after': retryAfter } = response.headers
    const next = typeof link === 'string' ? new URLSearchParams(/\?([^>]*)>/.exec(link)?.[1]).get('cursor') : null
    return {
      status: response.statusCode,
      body: response.body === '' ? undefined : JSON.parse(response.body),
      ...(next === null ? {} : { next }),
      ...(location === undefined ? {} : { location }),
      ...(etag === undefined ? {} : { etag: String(etag) }),
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: Number(retryAfter) }),
    }
  }
}

export interface HttpApi extends TestApi {
  readonly server: FastifyInstance
  readonly log: string[]
  readonly stopping: () => void
  readonly finishRemovals: () => Promise<void>
}

/** The settings of a book that is new. */
async function bookOn (test: Test, database: Database, env: Record<string, string>): Promise<Config> {
  if (database === 'sqlite') {
    const dataDir = folder(test)
    // Where the test names a folder, it says what is in it.
    if (env.FINTRACK_DATA_DIR === undefined) await placeDatabase(dataDir)
    return configOf(dataDir, env)
  }
  return configOf(folder(test), {
    FINTRACK_DATABASE_CONNECTIONS: '6', FINTRACK_DATABASE_URL: env.FINTRACK_DATABASE_URL ?? await freshDatabase(test),
    ...env,
  })
}

/** The API over HTTP, by a server of the test's own. `env` sets its settings. */
export async function httpApi (
  test: Test, env: Record<string, string> = {}, database: Database = 'sqlite'
): Promise<HttpApi> {
  const config = await bookOn(test, database, env)
  const { dataDir, databaseUrl } = config
  const clock = new TestClock()
  const log: string[] = []
  const served = await connectServer(config, undefined)
  const keys = await openKeysOf({ place: config, databases: served, clock })
  requireOwners(served)
  const databases = await connect(config)
  const { server, stopping, finishRemovals } = await buildApp({
    config, databases: served, keys, clock, hashCost: HASH_COST, writeLog: (line) => { log.push(line) },
  })
  test.teardown(async () => {
    await server.close()
    await served.close()
    await databases.close()
  })
  const anonymous = userOf(0, injecting(server))
  let users = 0
  return {
    way: 'http', database, clock, databases, served, dataDir, databaseUrl, anonymous, server, log, stopping,
    finishRemovals,
    user: async (username = `user${users += 1}`, currency = 'USD') => {
      const { body } = await anonymous.call(register, { body: { username, password: PASSWORD, currency } })
      const { body: tokens } = await anonymous.call(logIn, { body: { username, password: PASSWORD } })
      return userOf(body.id, injecting(server, tokens.access))
    },
    again: async (username) => {
      const { body: { access } } = await anonymous.call(logIn, { body: { username, password: PASSWORD } })
      const send = injecting(server, access)
      return userOf((await call(getMe, {}, send)).body.id, send)
    },
  }
}

/** An access token of a user, who is registered where they are new. */
export async function logInAs ({ server }: HttpApi, username: string): Promise<string> {
  const post = (url: string) => server.inject({ method: 'POST', url, payload: { username, password: PASSWORD } })
  await post('/api/users/register/')
  return (await post('/api/token/')).json().access
}

export interface DispatchApi extends TestApi {
  readonly faults: unknown[]
  /** A user by their id, whoever they are. */
  as(userId: number): TestUser
}

/** The API by `dispatch`, without Fastify, over a book of the test's own. */
export async function dispatchApi (
  test: Test, env: Record<string, string> = {}, database: Database = 'sqlite'
): Promise<DispatchApi> {
  const config = await bookOn(test, database, env)
  const { dataDir, databaseUrl } = config
  const clock = new TestClock()
  const faults: unknown[] = []
  const served = await connect(config)
  const keys = await openKeysOf({ place: config, databases: served, clock })
  requireOwners(served)
  const databases = await connect(config)
  const { dispatch } = buildCore({
    databases: served, clock, keys: () => keys, settings: config,
    signAccessToken: signerWithoutServer(clock, config.accessTokenSeconds),
    report: (error) => { faults.push(error) }, isStopping: () => false, hashCost: HASH_COST,
  })
  test.teardown(async () => {
    await served.close()
    await databases.close()
  })
  const anonymous = userOf(0, (endpoint, request) => dispatch(endpoint, request, {}))
  const as = (userId: number) => userOf(
    userId, (endpoint, request) => dispatch(endpoint, request, { actor: { userId } })
  )
  let users = 0
  return {
    way: 'dispatch', database, clock, databases, served, dataDir, databaseUrl, anonymous, faults, as,
    user: async (username = `user${users += 1}`, currency = 'USD') => {
      const { body } = await anonymous.call(register, { body: { username, password: PASSWORD, currency } })
      return as(body.id)
    },
    again: async (username) => {
      const userId = Number(await databases.reader('users').where({ username }).first('id').then((row) => row?.id))
      return as(userId)
    },
  }
}

const QUERIES = 'query'

/** A server that serves one test after another. */
interface Shared<A> {
  readonly api: A
  /**
   * Makes it new for the next test. @returns whether it could: a test may have changed its tables, or closed its
   * database
   */
  readonly reset: () => Promise<boolean>
}

async function share<A extends HttpApi | DispatchApi> (api: A): Promise<Shared<A>> {
  const { databases, served, clock } = api
  const mark = await schemaMark(databases)
  const handles = [...new Set([served.reader, served.writer])]
  const listeners = handles.map((handle) => handle.listeners(QUERIES))
  return {
    api,
    reset: async () => {
      const isOpen = [...handles, databases.writer].every(({ client }) => client.pool !== undefined)
      if (!isOpen || await schemaMark(databases) !== mark) return false
      await emptyBook(databases)
      clock.reset()
      for (const [at, handle] of handles.entries()) {
        for (const listener of handle.listeners(QUERIES)) {
          if (listeners[at]?.includes(listener) === false) handle.removeListener(QUERIES, listener as () => void)
        }
      }
      for (const told of 'log' in api ? [api.log] : [api.faults]) told.length = 0
      return true
    },
  }
}

const shared = new Map<string, Promise<Shared<HttpApi | DispatchApi>>>()

/** The server of this process with these settings, as if it were new. */
async function sharedApi<A extends HttpApi | DispatchApi> (
  start: typeof httpApi | typeof dispatchApi, env: Record<string, string>, database: Database
): Promise<A> {
  const key = JSON.stringify([start.name, database, Object.entries(env).toSorted()])
  const known = await shared.get(key)
  if (known !== undefined && await known.reset()) return freshUsers(known.api) as A
  // It ends with the process: the test that starts it is not the last.
  const starting = start(root, env, database).then(share)
  shared.set(key, starting)
  return freshUsers((await starting).api) as A
}

/** Its users are named from `user1` on. */
function freshUsers<A extends TestApi> (api: A): A {
  let users = 0
  return { ...api, user: (username = `user${users += 1}`, currency?: string) => api.user(username, currency) }
}

/** Runs one test by both ways in, each over SQLite: for what is SQLite's. */
export function bothWays (
  test: Test, name: string, body: (test: Test, api: TestApi) => Promise<void>, env: Record<string, string> = {}
): void {
  void test.test(`${name} (over HTTP)`, async (sub) => body(sub, await sharedApi(httpApi, env, 'sqlite')))
  void test.test(`${name} (by dispatch)`, async (sub) => body(sub, await sharedApi(dispatchApi, env, 'sqlite')))
}

/** Runs one test by both ways in, and on PostgreSQL. */
export function everyWay (
  test: Test, name: string, body: (test: Test, api: TestApi) => Promise<void>, env: Record<string, string> = {}
): void {
  bothWays(test, name, body, env)
  void test.test(`${name} (on PostgreSQL)`, async (sub) => body(sub, await sharedApi(httpApi, env, 'postgres')))
}

/** Runs one test over HTTP on both databases, for what only HTTP has: logins, headers, what comes in at once. */
export function bothDatabases (
  test: Test, name: string, body: (test: Test, api: HttpApi) => Promise<void>, env: Record<string, string> = {}
): void {
  void test.test(`${name} (over HTTP)`, async (sub) => body(sub, await sharedApi<HttpApi>(httpApi, env, 'sqlite')))
  void test.test(
    `${name} (on PostgreSQL)`, async (sub) => body(sub, await sharedApi<HttpApi>(httpApi, env, 'postgres'))
  )
}

/** A CSV text as the stream of bytes that an import takes. */
export async function * bytesOf (text: string | Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield typeof text === 'string' ? Buffer.from(text) : text
}
