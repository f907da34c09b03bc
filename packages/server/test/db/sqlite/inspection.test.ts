import t from 'tap'
import { refuseForeign } from '../../../src/db/sqlite/inspection.ts'

t.test('a database of another program is refused by the name that the folder was given', async (t) => {
  const foreign = { version: 3, application: 7, empty: false }
  t.throws(() => { refuseForeign(foreign, '/x/fintrack.db') }, {
    kind: 'book', message: '/x/fintrack.db is a database, but not a book of fintrack.', hint: /FINTRACK_DATA_DIR/,
  })
  t.throws(() => { refuseForeign(foreign, '/x/fintrack.db', { dataDir: '/x', named: '--from' }) }, { hint: /--from/ })
})
