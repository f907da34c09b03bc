/** The explorer page at /docs: Swagger UI, which serves its files from the package and loads nothing from elsewhere. */
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** Described like an endpoint of the contract, though it is not one. */
export const DOCS = { method: 'GET', path: '/docs', open: true } as const

/** The address of the server itself, as it is typed into a browser: it leads to the explorer. */
export const HOME = { method: 'GET', path: '/', open: true } as const

const POLICY = [
  'default-src \'self\'',
  'img-src \'self\' data:',
  // Swagger UI sets styles on its elements.
  'style-src \'self\' \'unsafe-inline\'',
  'object-src \'none\'',
  'frame-ancestors \'none\'',
].join('; ')

export async function docsPage (app: FastifyInstance, document: object): Promise<void> {
  const text = JSON.stringify(document)
  app.get(HOME.path, (_, reply) => reply.redirect(DOCS.path))
  await app.register(async (scope) => {
    // The document is all that the page's routes send as an object, and it never changes.
    scope.setReplySerializer(() => text)
    await scope.register(fastifySwagger, {
      mode: 'static',
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- the plugin's types know OpenAPI 3.0 only
      specification: { document: JSON.parse(text) },
    })
    await scope.register(fastifySwaggerUi, {
      routePrefix: DOCS.path,
      staticCSP: POLICY,
      theme: { title: 'fintrack API' },
      // The plain layout: the standalone one has a bar to explore other people's APIs.
      uiConfig: { url: '/openapi.json', layout: 'BaseLayout', validatorUrl: null, persistAuthorization: false },
    })
  })
}
