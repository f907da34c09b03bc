import t from 'tap'
import { sharedWork } from '../../src/features/shared-work.ts'

t.test('work that is asked for while it runs is done once, and again later', async (t) => {
  let count = 0
  const work = sharedWork(async () => {
    count += 1
    if (count === 2) throw new Error('no')
    return count
  })
  t.strictSame(await Promise.all([work(), work()]), [1, 1])
  await t.rejects(work(), { message: 'no' })
  t.equal(await work(), 3, 'a failure is not kept')
})
