import t from 'tap'
import { databaseInWords, databaseUrlFault, holdsPassword } from '../src/database-url.ts'

t.test('a database is told without its user and password', async (t) => {
  for (const [url, words] of [
    ['postgres://ada:hunter2@db.example.org:5433/book', 'PostgreSQL at db.example.org:5433, database "book"'],
    ['postgresql://ada@db/book?sslmode=require&password=hunter2', 'PostgreSQL at db, database "book"'],
    ['POSTGRES://[::1]:5432/b%C3%BCcher', 'PostgreSQL at [::1]:5432, database "bücher"'],
    ['postgres:///book?host=%2Frun%2Fpostgresql', 'PostgreSQL at /run/postgresql, database "book"'],
    ['postgres://', 'PostgreSQL at localhost'],
    ['postgres://:hunter%40%2F%3F2@/', 'PostgreSQL at localhost'],
  ] as const) {
    t.equal(databaseUrlFault(url), undefined, url)
    t.equal(databaseInWords(url), words)
  }
})

t.test('what is no address of one is told without repeating it', async (t) => {
  const fault = 'is not the address of a database, such as postgres://user:password@host/database; in a password @ is written %40, / %2F, ? %3F, # %23 and % %25.'
  for (const text of [
    'hunter2', 'postgres:book', 'postgres://u:hun@ter2@db/book', 'postgres://u:12/34@db/book', 'postgres://u:hun#ter2@db/book', 'postgres://u:hun%ter2@db/book',
    'postgres://u:p@db/book/more', 'postgres://u:p@db:port/book', 'postgres://u:p@db/book#x', 'postgres://u p@db', ' postgres://db', 'hunter2:x',
  ]) t.equal(databaseUrlFault(text), fault, text)
})

t.test('another kind of database is named', async (t) => {
  for (const kind of ['mysql', 'sqlite', 'https', 'postgres+ssl']) {
    t.equal(databaseUrlFault(`${kind}://ada:hunter2@db/book`),
      `names a database of the kind "${kind}"; PostgreSQL is the one that can be named, as postgres://user:password@host/database.`)
  }
})

t.test('an address with a password is known, wherever that stands', async (t) => {
  for (const url of [
    'postgres://ada:hunter2@db/book', 'POSTGRES://:h@db', 'postgresql://ada@db/book?sslmode=require&password=hunter2', 'postgres://db?pass%77ord=x', 'postgres://db/?sslpassword=x',
    'postgres://ada%3Ax:hunter2@[::1]:5432/book',
  ]) t.equal(holdsPassword(url), true, url)
  for (const url of ['postgres://ada@db:5432/book', 'postgres://ada:@db/book?password=&x=password=y', 'postgres://', 'postgres:///book?host=%2Frun%2F%40:x%40', 'postgres://[::1]:5432/a']) {
    t.equal(databaseUrlFault(url), undefined, url)
    t.equal(holdsPassword(url), false, url)
  }
})
