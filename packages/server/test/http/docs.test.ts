import t, { type Test } from 'tap'
import { httpApi, type HttpApi } from '../helpers/api.ts'

async function textOf (t: Test, { server }: HttpApi, url: string): Promise<string> {
  const answer = await server.inject({ url })
  t.equal(answer.statusCode, 200, url)
  return answer.body
}

/** What a page's HTML loads or leads to. */
function addressesIn (html: string): string[] {
  return [
    ...html.matchAll(/(?:src|href|action|content|data)\s*=\s*["']?([^"'\s>]+)/gi),
  ].map(([, address]) => address ?? '')
}

t.test('the explorer\'s page loads its own files and no others [V1.2.1 V13.4.1]', async (t) => {
  const api = await httpApi(t)
  for (const page of ['/docs', '/docs/']) {
    const html = await textOf(t, api, page)
    t.match(html, /<div id="swagger-ui">/)
    t.notMatch(html, /<script>|<style>|on\w+=/, 'nothing is in line, which its policy would not run')
    const addresses = addressesIn(html).filter((address) => address !== 'text/html;')
    t.ok(addresses.length >= 6)
    for (const address of addresses) {
      const { origin, pathname } = new URL(address, `http://fintrack.example${page}`)
      t.equal(origin, 'http://fintrack.example', address)
      t.match(pathname, /^\/docs\/static\/[\w.-]+$/)
      await textOf(t, api, pathname)
    }
  }
})

t.test('the address of the server leads to the explorer', async (t) => {
  const { server } = await httpApi(t)
  for (const method of ['GET', 'HEAD'] as const) {
    const { statusCode, headers, body } = await server.inject({ method, url: '/?x=1' })
    t.strictSame([statusCode, headers.location, body], [302, '/docs', ''])
  }
})

t.test('the explorer\'s script loads our document and sends nothing to a validator', async (t) => {
  const script = await textOf(t, await httpApi(t), '/docs/static/swagger-initializer.js')
  t.notMatch(script, /["'`(](?:[a-z][\w+.-]*:)?\/\//i, 'no absolute address')
  const config = /const config = (\{.*?\});?\n/s.exec(script)?.[1] ?? script
  t.match(config, /"url":"\/openapi\.json"/)
  t.match(config, /"validatorUrl":null/)
})

t.test('the explorer\'s styles load nothing from elsewhere', async (t) => {
  const api = await httpApi(t)
  for (const file of ['swagger-ui.css', 'index.css']) {
    const css = await textOf(t, api, `/docs/static/${file}`)
    t.notMatch(css, /@import/)
    for (const [, address] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) t.match(address, /^data:/)
  }
})

t.test('the explorer\'s page has a content security policy [V3.2.1]', async (t) => {
  const { server } = await httpApi(t)
  for (const url of ['/docs', '/docs/', '/docs/static/swagger-initializer.js', '/docs/static/swagger-ui-bundle.js']) {
    t.equal((await server.inject({ url })).headers['content-security-policy'],
      'default-src \'self\'; img-src \'self\' data:; style-src \'self\' \'unsafe-inline\'; object-src \'none\'; ' +
        'frame-ancestors \'none\'', url)
  }
})

t.test('the explorer shows the document at /openapi.json', async (t) => {
  const { server } = await httpApi(t)
  t.strictSame(
    (await server.inject({ url: '/docs/json' })).json(), (await server.inject({ url: '/openapi.json' })).json()
  )
})

t.test('the document is written as JSON once, however often it is asked for [P3.10]', async (t) => {
  const { server } = await httpApi(t)
  const urls = ['/openapi.json', '/docs/json']
  const ask = async () => Promise.all(urls.map(async (url) => {
    const { statusCode, headers, body } = await server.inject({ url })
    return [statusCode, headers['content-type'], headers['content-length'], body]
  }))
  const first = await ask()
  const { stringify } = JSON
  let written = 0
  JSON.stringify = new Proxy(stringify, {
    apply: (target, json, args) => {
      if (Object.hasOwn(Object(args[0]), 'openapi')) written += 1
      return Reflect.apply(target, json, args)
    },
  })
  const second = await ask().finally(() => { JSON.stringify = stringify })
  t.strictSame(second, first)
  t.equal(written, 0)
})

t.test('an impossible path of the explorer\'s files is 404 and no internal error', async (t) => {
  const { server, log } = await httpApi(t)
  for (const path of ['a%5cb', '%00', 'x'.repeat(5000), '..%2f..%2fpackage.json', 'nothing.js']) {
    const { statusCode, body } = await server.inject({ url: `/docs/static/${path}` })
    t.match([statusCode, JSON.parse(body)], [404, { code: 'not_found' }], path.slice(0, 20))
  }
  t.notMatch(log.join(''), /internal error/)
})
