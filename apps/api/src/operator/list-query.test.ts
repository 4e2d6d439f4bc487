import { z } from 'zod';
import { contentRange, listQuery } from './list-query.js';

const schema = listQuery(['name', 'createdAt'], z.strictObject({ q: z.string().optional() }));

describe('the query of a list', () => {
  it('has a default for everything', () => {
    expect(schema.parse({})).toEqual({ sort: ['name', 'ASC'], range: [0, 24], filter: {} });
  });

  it('is what react-admin sends', () => {
    const sent = { sort: '["createdAt","DESC"]', range: '[25,49]', filter: '{"q":"demo"}' };
    expect(schema.parse(sent)).toEqual({ sort: ['createdAt', 'DESC'], range: [25, 49], filter: { q: 'demo' } });
  });

  it.each([
    ['a column that is not offered', { sort: '["dataKey","ASC"]' }],
    ['a direction that is none', { sort: '["name","sideways"]' }],
    ['what is not JSON', { sort: 'name' }],
    ['a range from behind', { range: '[10,9]' }],
    ['a range of too many rows', { range: '[0,250]' }],
    ['a negative range', { range: '[-1,9]' }],
    ['a range too far out', { range: '[9000000,9000009]' }],
    ['a filter nobody knows', { filter: '{"dataKey":"x"}' }],
    ['an operator in place of a text', { filter: '{"q":{"contains":""}}' }],
    ['a parameter nobody knows', { include: 'apiKeys' }],
    ['a parameter given twice', { filter: ['{}', '{}'] }],
  ])('refuses %s', (_, query) => {
    expect(schema.safeParse(query).success).toBe(false);
  });
});

describe('the content range', () => {
  it.each([
    ['tenants 0-1/2', 0, { rows: [1, 2], total: 2 }],
    ['tenants 25-25/26', 25, { rows: [1], total: 26 }],
    ['tenants */0', 0, { rows: [], total: 0 }],
    ['tenants */3', 25, { rows: [], total: 3 }],
  ])('is %s', (range, first, page) => {
    expect(contentRange('tenants', first, page)).toBe(range);
  });
});
