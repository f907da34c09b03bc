import t from 'tap'
import { databaseAddress, databaseInWords, databaseUrlFault, holdsPassword } from '../src/database-url.ts'

const NOTHING = {
  port: undefined, user: undefined, password: undefined, options: undefined, sslmode: undefined,
  sslrootcert: undefined, sslcert: undefined, sslkey: undefined,
}

t.test('the parameters of a database address override its other parts', async (t) => {
  for (const [url, address] of [
    ['postgres://db/book', { host: 'db', database: 'book' }],
    [
      'POSTGRESQL://ada:hunt%40er2@db.example.org:65535/b%C3%BCcher%2F2024',
      { host: 'db.example.org', port: 65535, database: 'bücher/2024', user: 'ada', password: 'hunt@er2' },
    ],
    ['postgres://ada:@[::1]/book', { host: '::1', database: 'book', user: 'ada' }],
    ['postgres://%2Frun%2Fpostgresql/book', { host: '/run/postgresql', database: 'book' }],
    [
      'postgres://x:y@localhost:1/book?host=/run/a+b&port=5433&user=ada&password=hunter2' +
        '&options=-c%20search_path%3Dbook',
      {
        host: '/run/a+b', port: 5433, database: 'book', user: 'ada', password: 'hunter2',
        options: '-c search_path=book',
      },
    ],
    ['postgres://db/book?sslmode=disable', { host: 'db', database: 'book', sslmode: 'disable' }],
    ['postgres://db/book?sslmode=require', { host: 'db', database: 'book', sslmode: 'require' }],
    [
      'postgres://db/book?sslmode=verify-ca&sslrootcert=/etc/ca.pem',
      { host: 'db', database: 'book', sslmode: 'verify-ca', sslrootcert: '/etc/ca.pem' },
    ],
    [
      'postgres://db/book?sslmode=verify-full&sslcert=a.pem&sslkey=b.pem',
      { host: 'db', database: 'book', sslmode: 'verify-full', sslcert: 'a.pem', sslkey: 'b.pem' },
    ],
  ] as const) {
    t.equal(databaseUrlFault(url), undefined, url)
    t.strictSame(databaseAddress(url), { ...NOTHING, ...address }, url)
  }
})

t.test('databaseInWords describes a database without its user and password', async (t) => {
  for (const [url, words] of [
    ['postgres://ada:hunter2@db.example.org:5433/book', 'PostgreSQL at db.example.org:5433, database "book"'],
    ['postgresql://ada@db/book?sslmode=require&password=hunter2', 'PostgreSQL at db, database "book"'],
    ['POSTGRES://[::1]:5432/b%C3%BCcher', 'PostgreSQL at [::1]:5432, database "bücher"'],
    ['postgres:///book?host=%2Frun%2Fpostgresql', 'PostgreSQL at /run/postgresql, database "book"'],
    ['postgres:///book?host=/run/a:b&port=5433', 'PostgreSQL at /run/a:b:5433, database "book"'],
  ] as const) t.equal(databaseInWords(url), words)
})

t.test('a text that is no database address is refused without repeating it', async (t) => {
  const fault = 'is not the address of a database, such as postgres://user:password@host/database; in a password @ ' +
    'is written %40, / %2F, ? %3F, # %23 and % %25.'
  for (const text of [
    'hunter2', 'postgres:book', 'postgres://u:hun@ter2@db/book', 'postgres://u:12/34@db/book',
    'postgres://u:hun#ter2@db/book', 'postgres://u:hun%ter2@db/book',
    'postgres://u:p@db/book/more', 'postgres://u:p@db:port/book', 'postgres://u:p@db/book#x', 'postgres://u p@db',
    ' postgres://db', 'hunter2:x',
    'postgres://u:12?34@db/book', 'postgres://u:12?x=34@db/book', 'postgres://u:12?hunter2',
    'postgres://db/book?pass%77ord=x', 'postgres://db/book?host=/run&', 'postgres://db:123456/book',
  ]) {
    t.equal(databaseUrlFault(text), fault, text)
    t.throws(() => databaseInWords(text), { message: `The address ${fault}` }, text)
  }
})

t.test('an unknown, repeated or unsupported parameter of a database address is refused by its name', async (t) => {
  const taken = 'host, port, user, password, options, sslmode, sslrootcert, sslcert and sslkey are.'
  const modes = 'disable, require, verify-ca or verify-full'
  for (const [rest, fault] of [
    ['db/book?sslmod=require', `has the parameter "sslmod", which is not taken here; ${taken}`],
    [
      'db/book?sslmode=require&channel_binding=require',
      `has the parameter "channel_binding", which is not taken here; ${taken}`,
    ],
    ['db/book?__proto__=x', `has the parameter "__proto__", which is not taken here; ${taken}`],
    ['db/book?sslmode=', 'has the parameter sslmode without a value.'],
    ['db/book?sslmode=require&sslmode=disable', 'has the parameter sslmode twice.'],
    ['db/book?sslmode=verfy', `has the sslmode "verfy", which is not ${modes}.`],
    ['db/book?sslmode=prefer', `has the sslmode "prefer", which is not ${modes}.`],
    [
      'db/book?sslrootcert=ca.pem',
      'has the parameter sslrootcert without TLS; add sslmode=verify-full, or another sslmode that has it.',
    ],
    [
      'db/book?sslmode=disable&sslkey=a',
      'has the parameter sslkey without TLS; add sslmode=verify-full, or another sslmode that has it.',
    ],
    [
      'db/book?sslmode=verify-ca',
      'has sslmode=verify-ca without sslrootcert, the file of the authority that is believed; sslmode=verify-full ' +
        'believes the well-known ones.',
    ],
    ['db/book?sslmode=require&sslcert=a', 'has one of sslcert and sslkey without the other.'],
    ['db/book?sslmode=require&sslkey=a', 'has one of sslcert and sslkey without the other.'],
    ['db:99999/book', 'has the port "99999", which is not a whole number from 1 to 65535.'],
    ['db:0/book', 'has the port "0", which is not a whole number from 1 to 65535.'],
    ['db/book?port=x', 'has the port "x", which is not a whole number from 1 to 65535.'],
    [
      '',
      'names no host; it is written postgres://user:password@host/database, or ' +
        'postgres://user@/database?host=/run/postgresql where that has a socket.',
    ],
    [
      'ada@/book',
      'names no host; it is written postgres://user:password@host/database, or ' +
        'postgres://user@/database?host=/run/postgresql where that has a socket.',
    ],
    ['db', 'names no database of that host; it is written postgres://user:password@host/database.'],
    ['db/', 'names no database of that host; it is written postgres://user:password@host/database.'],
  ] as const) t.equal(databaseUrlFault(`postgres://${rest}`), fault, rest)
})

t.test('the address of another kind of database is refused by that kind\'s name', async (t) => {
  for (const kind of ['mysql', 'sqlite', 'https', 'postgres+ssl']) {
    t.equal(databaseUrlFault(`${kind}://ada:hunter2@db/book`),
      `names a database of the kind "${kind}"; PostgreSQL is the one that can be named, as ` +
        'postgres://user:password@host/database.')
  }
})

t.test('holdsPassword finds a password wherever it stands in a database address', async (t) => {
  for (const url of [
    'postgres://ada:hunter2@db/book', 'POSTGRES://:h@db/book',
    'postgresql://ada@db/book?sslmode=require&password=hunter2', 'postgres://ada%3Ax:hunter2@[::1]:5432/book',
  ]) {
    t.equal(holdsPassword(url), true, url)
  }
  for (const url of [
    'postgres://ada@db:5432/book', 'postgres://ada:@db/book?user=password', 'postgres:///book?host=%2Frun%2F%40:x%40',
    'postgres://[::1]:5432/a',
  ]) {
    t.equal(holdsPassword(url), false, url)
  }
})
