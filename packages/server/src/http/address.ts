import type { FastifyRequest } from 'fastify'

export function addressOf (request: FastifyRequest): string {
  return request.ip
}

export function networkOf (address: string): string {
  return address
}
