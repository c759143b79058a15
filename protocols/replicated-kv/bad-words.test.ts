import { expect, test } from 'vitest';
import { storeRequest } from './index.ts';

test.each([
  [{ kind: 'fetch', key: 'a' }, "the store has no request 'fetch': it has get, scan, put, append, delete, transaction"],
  [{ kind: 'apend', key: 'a', value: 'x' }, "the store has no request 'apend': did you mean 'append'?"],
  [{ kind: 'put', key: 'a' }, "the store cannot do the request 'put' whose field 'value' is undefined"],
  [{ kind: 'get', key: 3 }, "the store cannot do the request 'get' whose field 'key' is 3"],
  [{ kind: 'scan', from: 'a', to: 'b', limit: -1 }, "the store cannot do the request 'scan' whose field 'limit' is -1"],
  [{ kind: 'transaction', success: [], failure: [] }, "the store cannot do the request 'transaction' whose field 'compare' is undefined"],
  [{ kind: 'transaction', compare: [{ kind: 'revison', key: 'a', revision: 1 }], success: [], failure: [] }, "a transaction has no comparison 'revison': did you mean 'revision'?"],
  [{ kind: 'transaction', compare: [], success: [], failure: [{ kind: 'delete' }] }, "a transaction cannot do the operation 'delete' whose field 'key' is undefined"],
])('%o is refused by name, before it travels', (asked, message) => {
  expect(() => storeRequest(Object(asked))).toThrow(new TypeError(message));
});

test('what the store knows passes: null is the value of no key', () => {
  const transaction = { kind: 'transaction', compare: [{ kind: 'value', key: 'a', value: null }], success: [{ kind: 'scan', from: 'a', to: 'b', limit: 0 }], failure: [] } as const;
  expect(storeRequest(transaction)).toEqual({ kind: 'submit', command: transaction });
  expect(storeRequest({ kind: 'get', key: '' })).toEqual({ kind: 'query', query: { kind: 'get', key: '' } });
});
