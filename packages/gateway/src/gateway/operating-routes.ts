import type { DoorRoutes } from '../front-door/door-routes.js'
import type { ConversationService } from './open-conversation-service.js'

/** `/healthz` and `/readyz` for whoever watches the process, `/findings` for the page, `/metrics` for who has the token. */
export function mountOperatingRoutes(routes: DoorRoutes, service: ConversationService): void {
  routes.handle('GET', '/healthz', { access: 'public' }, () => ({
    status: 200,
    body: { type: 'json', value: { status: 'alive' } },
  }))
  routes.handle('GET', '/readyz', { access: 'public' }, async () => {
    const readiness = await service.readiness()
    return { status: readiness.isReady ? 200 : 503, body: { type: 'json', value: readiness } }
  })
  // The same for a page: browsers write each 503 to the console as an error.
  routes.handle('GET', '/findings', { access: 'public' }, async () => ({
    status: 200,
    body: { type: 'json', value: await service.readiness() },
  }))
  routes.handle('GET', '/metrics', { access: 'token' }, async () => {
    const { metrics } = service
    return { status: 200, body: { type: 'text', text: await metrics.text(), contentType: metrics.contentType } }
  })
}
