/**
 * Certificates of an authority of the tests' own, and a PostgreSQL that shows them. They are for the host "localhost",
 * and good for a hundred years, but for one that was good for a day.
 */
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { startPostgres } from '../../../../scripts/postgres.mjs'

export const CA = `-----BEGIN CERTIFICATE-----
MIIBVDCB+6ADAgECAgEBMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMMDmZpbnRyYWNr
IHRlc3RzMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAZMRcwFQYD
VQQDDA5maW50cmFjayB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPMx
RqQ31MW1etbCc8AXLoTZwPESxdClHqrjpfx4XcTzMDzCdd1WmKxSAoNUDdpPyFgs
fC7IbBER3+La9ODDoQKjMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFOiJ
tuIabxfc15ys+E2UXxZzy8kZMAoGCCqGSM49BAMCA0gAMEUCIAIQPHawvf1N6gHR
GiMLXD5NEkO2jHZMl2uS7UMVVXc2AiEA/gyZwsd0IADjiRpvUZrQIIz35kzfGqIc
qFmC4dJXuw4=
-----END CERTIFICATE-----
`

export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdTCCARygAwIBAgIBAjAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5maW50cmFj
ayB0ZXN0czAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAG
A1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKI2w9F2B
Dn9/bnrcixh761Sbe7qNBDuCPJgdG8NbfxHMa8SP3OUp5Nqk6wMUrRJfGH8Mw5rT
rGHg8VNkYcd606NYMFYwFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQWBBSW
HF5JJM1H3JA386/CSd3aFiWEezAfBgNVHSMEGDAWgBToibbiGm8X3NecrPhNlF8W
c8vJGTAKBggqhkjOPQQDAgNHADBEAiAhY5zgvqGmxhGMcbXiCnfqbUuXxgzLOx8U
3JhNeUz8wgIgD8bzZCijBhvuQSXPBkq/8rqGOCi8tz6E2bI8xa3mhho=
-----END CERTIFICATE-----
`

export const EXPIRED = `-----BEGIN CERTIFICATE-----
MIIBdTCCARqgAwIBAgIBAzAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5maW50cmFj
ayB0ZXN0czAeFw0yMDAxMDEwMDAwMDBaFw0yMDAxMDIwMDAwMDBaMBQxEjAQBgNV
BAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCiNsPRdgQ5/
f2563IsYe+tUm3u6jQQ7gjyYHRvDW38RzGvEj9zlKeTapOsDFK0SXxh/DMOa06xh
4PFTZGHHetOjWDBWMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAdBgNVHQ4EFgQUlhxe
SSTNR9yQN/Ovwknd2hYlhHswHwYDVR0jBBgwFoAU6Im24hpvF9zXnKz4TZRfFnPL
yRkwCgYIKoZIzj0EAwIDSQAwRgIhALBDv1HKHeRT88pbpfNBMaAcGuNgnxIqZWXe
7iGfLxQRAiEAqK1MO9HS+1xGb2GlMcvq+SeIWVUkdmb1bLxYhK5XHiY=
-----END CERTIFICATE-----
`

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdfsDg3hvMVwdl6Oj
ztLKuAqxw/T532DmFB5mIoxw1HShRANCAAQojbD0XYEOf39uetyLGHvrVJt7uo0E
O4I8mB0bw1t/EcxrxI/c5Snk2qTrAxStEl8YfwzDmtOsYeDxU2Rhx3rT
-----END PRIVATE KEY-----
`

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  await new Promise((resolve) => { server.close(resolve) })
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A PostgreSQL that is reached over the network, as one elsewhere is. */
export interface NetworkPostgres {
  readonly port: number
  /** Puts a file where PostgreSQL keeps its own, in the place of what is there. */
  write (name: string, text: string): void
  /** Before it asks for more, it lets nobody in by the network but by this line of pg_hba.conf. */
  admit (line: string): void
  /** As its superuser, by its socket. */
  query (statement: string): Promise<ReadonlyArray<Record<string, unknown>>>
  /** Settles once what was written counts for its next connection. */
  reload (): Promise<void>
}

export async function networkPostgres (test: Test): Promise<NetworkPostgres> {
  const port = await freePort()
  const { socket, stop } = await startPostgres({ listen_addresses: '127.0.0.1', port: String(port) })
  test.teardown(stop)
  const data = join(socket, 'data')
  const { uid, gid } = statSync(data)
  const query = async (statement: string) => {
    const client = new pg.Client({ host: socket, port, user: 'fintrack', database: 'postgres' })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows
    } finally {
      await client.end()
    }
  }
  const loadedAt = async () => (await query('SELECT pg_conf_load_time()::text AS at'))[0]?.at
  const write = (name: string, text: string) => {
    const file = join(data, name)
    writeFileSync(file, text)
    chmodSync(file, 0o600)
    chownSync(file, uid, gid)
  }
  return {
    port,
    write,
    admit: (line) => { write('pg_hba.conf', `local all all trust\n${line}\n`) },
    query,
    reload: async () => {
      const before = await loadedAt()
      await query('SELECT pg_reload_conf()')
      while (await loadedAt() === before);
    },
  }
}
