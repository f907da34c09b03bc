/** The explorer page at /docs: Swagger UI with its files from the package, so that it needs nothing from elsewhere. */
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

const POLICY = [
  'default-src \'self\'',
  'img-src \'self\' data:',
  // Swagger UI styles its elements in place.
  'style-src \'self\' \'unsafe-inline\'',
  'object-src \'none\'',
  'frame-ancestors \'none\'',
].join('; ')

/** The document as clients get it. Untyped, because the plugin's types know OpenAPI 3.0 only. */
function asJson(document: object) {
  return JSON.parse(JSON.stringify(document))
}

export async function docsPage(app: FastifyInstance, document: object): Promise<void> {
  await app.register(fastifySwagger, { mode: 'static', specification: { document: asJson(document) } })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: POLICY,
    uiConfig: { url: '/openapi.json', validatorUrl: null, persistAuthorization: false },
  })
}
