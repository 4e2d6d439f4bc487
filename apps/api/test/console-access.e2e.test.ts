import { consoleRoutes } from './support/console-routes.js';
import { HttpApp } from './support/http-app.js';

let api: HttpApp;

beforeAll(async () => {
  api = await HttpApp.start();
});

afterAll(() => api.stop());

describe('every route of the console', () => {
  it('says whom it lets in', () => {
    const routes = consoleRoutes(api.app);
    expect(routes.length).toBeGreaterThan(3);
    const silent = routes.filter(({ demand }) => demand === undefined);
    expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('lets visitors do nothing but sign in and out', () => {
    const open = consoleRoutes(api.app).filter(({ demand }) => demand === 'nobody');
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /console/v1/session',
      'POST /console/v1/session',
    ]);
  });

  it('asks of an operator more than a session, except for what is their own', () => {
    const own = consoleRoutes(api.app).filter(({ demand }) => demand === 'every operator');
    expect(own.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /console/v1/session']);
  });
});
