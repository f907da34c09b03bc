import t from 'tap'
import { loggedError, logLine, withoutTokens } from '../../src/http/redaction.ts'

t.test('tokens in a log entry are redacted by their form, wherever they stand [V16.2.5 P3.5]', async (t) => {
  const mac = 'x'.repeat(43)
  for (const [text, after] of [
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[token]'],
    ['a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln b', 'a [token] b'],
    ['/api/eyJhbGciOiJub25lIn0.e30./x', '/api/[token]/x'],
    ['"eyJhbGciOiJub25lIn0"', '"[token]"'],
    ['eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d', '[token]'],
    ['eyJhbGciOiJIUzI1NiJ9%2EeyJzdWIiOiIxIn0%2ec2ln', '[token]'],
    [`fr1.1.2.3.kid-_x.${mac}`, '[token]'],
    [`FR1%2E1.2.3.kid.${mac}!`, '[token]!'],
    [`Bearer ftp_12_${mac},ftp%5F12%5F${mac}`, 'Bearer [token],[token]'],
    ['fr1.1.2', '[token]'],
    ['ftp_1_a', '[token]'],
    ['/api/categories/12/', '/api/categories/12/'],
    ['fr1 ftp eyJ ftp.example.org fr12', 'fr1 ftp eyJ ftp.example.org fr12'],
  ] as const) t.equal(withoutTokens(text), after, text)
})

t.test('a log entry keeps its meaning and is harmless to a terminal [V16.4.1]', async (t) => {
  const value = { path: '/\u001b[31m\u009b31m\u202e\u200b\u2028\ufeff\u{e0041}ü€😀', token: 'ftp_1_abc', n: 1 }
  const line = logLine(`${JSON.stringify(value)}\n`)
  t.strictSame(JSON.parse(line), { ...value, token: '[token]' })
  t.equal(
    line, '{"path":"/\\u001b[31m\\u009b31m\\u202e\\u200b\\u2028\\ufeff\\udb40\\udc41ü€😀","token":"[token]","n":1}\n'
  )
})

t.test('the log has the type, message and stack of an error, and none of its properties', async (t) => {
  const error = Object.assign(new RangeError('Out of range'), {
    sql: 'SELECT', bindings: ['secret'], cause: new Error('secret'),
  })
  const { stack, ...rest } = loggedError(error)
  t.strictSame(rest, { type: 'RangeError', message: 'Out of range' })
  t.match(stack, /^RangeError: Out of range\n {4}at [^\n]*redaction\.test\.ts/)
})

t.test('a logged database error has the driver\'s sentence and no SQL, also in its stack [P3.5]', async (t) => {
  const kept = (message: string, stack?: string) => {
    const error = new Error(message)
    if (stack !== undefined) error.stack = stack
    return loggedError(error)
  }
  t.match(
    kept(
      'insert into `users` (`name - SQLITE_X`) values (?,\n' +
        ' ?) - SQLITE_CONSTRAINT: UNIQUE constraint failed: users.username_key'
    ),
    {
      message: 'SQLITE_CONSTRAINT: UNIQUE constraint failed: users.username_key',
      stack: /^Error: SQLITE_CONSTRAINT: UNIQUE constraint failed: users.username_key\n {4}at /,
    }
  )
  t.match(
    kept(
      'Undefined binding(s) detected when compiling FIRST. Undefined column(s): [id] query: select * from `users` ' +
        'where `id` = ?'
    ),
    { message: 'Undefined binding(s) detected when compiling FIRST. Undefined column(s): [id]' }
  )
  t.strictSame(
    kept(
      'SQLITE_FULL: database or disk is full', 'Error: select secret\n  from x\n    at one (file.js:1:1)\n    at two'
    ),
    {
      type: 'Error', message: 'SQLITE_FULL: database or disk is full',
      stack: 'Error: SQLITE_FULL: database or disk is full\n    at one (file.js:1:1)\n    at two',
    }
  )
})

t.test('a thrown value that is no error is logged as its text', async (t) => {
  t.strictSame(loggedError('a text'), { type: 'string', message: 'a text', stack: '' })
  t.strictSame(loggedError(undefined), { type: 'undefined', message: 'undefined', stack: '' })
  const bare = new Error('x')
  delete bare.stack
  t.strictSame(loggedError(bare), { type: 'Error', message: 'x', stack: 'Error: x' })
})
