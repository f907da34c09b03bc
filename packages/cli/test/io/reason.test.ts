import t from 'tap'
import { reasonOf } from '../../src/io/reason.ts'

t.test('reasonOf describes the codes of the system in words and returns other errors as they are', (t) => {
  t.strictSame([
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    Object.assign(new Error('odd'), { code: 'EODD' }),
    Object.assign(new Error('numbered'), { code: 7 }),
    new Error('plain'),
    'text',
  ].map(reasonOf), ['no space is left', 'odd', 'numbered', 'plain', 'text'])
  t.end()
})
