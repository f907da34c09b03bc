import t from 'tap'
import { bothDatabases } from '../../helpers/api.ts'
import { bareUser } from '../../helpers/tables.ts'

const CHANGES = 30_000

// Each deleted change had all others read: 20,000 took 22 s, and twice as many four times as long.
bothDatabases(t, 'the changes of a long history are deleted in time that grows with their number', async (
  t, { databases }
) => {
  const { writer } = databases
  const user = await bareUser(databases)
  const digits = Array.from({ length: 10 }, (_, at) => `SELECT ${at} AS digit`).join(' UNION ALL ')
  const all = ['a', 'b', 'c', 'd'].map((name) => `(${digits}) AS ${name}`).join(', ')
  for (let stored = 0; stored < CHANGES; stored += 10_000) {
    await writer.raw(
      `INSERT INTO changes (user_id, at, action, summary) SELECT CAST(? AS INTEGER), '', 'create', '' FROM ${all}`,
      [user]
    )
  }
  t.equal(await writer('changes').where({ user_id: user }).delete(), CHANGES)
})
