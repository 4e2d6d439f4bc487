import { fastify } from 'fastify';
import { RouteTable } from './route-table.js';

const routes = new RouteTable();

beforeAll(() => {
  const instance = fastify();
  routes.watch(instance);
  const answer = () => 'ok';
  instance.get('/v0', answer);
  instance.post('/v0', answer);
  instance.get('/v1/things/:id', answer);
  instance.post('/v1/things/check', answer);
  instance.get('/*', answer);
});

describe('the methods of a path', () => {
  it.each([
    ['/v0', ['GET', 'POST']],
    ['/v0?method=login', ['GET', 'POST']],
    ['/v1/things/1', ['GET']],
    ['/v1/things/check', ['GET', 'POST']],
    ['/v1/things', []],
    ['/v1/things/1/2', []],
    ['/nowhere', []],
  ])('are, for %s, %j', (url, methods) => {
    expect(
      routes
        .methodsOf(url)
        .filter((method) => method !== 'HEAD')
        .sort(),
    ).toEqual(methods);
  });
});
