/** Who is let in to the page: at its own address, with the key, from the page itself; nobody else. */
import { describe, expect, it } from 'vitest';
import { admit, type Asked } from '../../../src/web/gate.ts';

const door = { port: 4711, key: 'k'.repeat(32) };
const own = 'http://127.0.0.1:4711';
const look: Asked = { method: 'GET', url: `/${door.key}/`, host: '127.0.0.1:4711', origin: undefined };
const act: Asked = { ...look, method: 'POST', url: `/${door.key}/do/node`, origin: own };

describe('admit', () => {
  it.each([
    { asked: look, path: '' },
    { asked: { ...look, url: `/${door.key}/events?again` }, path: 'events' },
    { asked: { ...look, origin: own }, path: '' },
    { asked: act, path: 'do/node' },
  ])('lets in $asked', ({ asked, path }) => {
    expect(admit(asked, door)).toEqual({ path });
  });

  it.each([
    { why: 'a wrong key', asked: { ...look, url: `/${'x'.repeat(32)}/` }, refused: 403 },
    { why: 'a part of the key', asked: { ...look, url: `/${door.key.slice(1)}/` }, refused: 403 },
    { why: 'no key', asked: { ...look, url: '/' }, refused: 403 },
    { why: 'no path at all', asked: { ...look, url: undefined }, refused: 403 },
    { why: 'a key behind another part', asked: { ...look, url: `/a/${door.key}/` }, refused: 403 },
    { why: 'a name that leads here', asked: { ...look, host: 'evil.example:4711' }, refused: 421 },
    { why: 'another port', asked: { ...look, host: '127.0.0.1:80' }, refused: 421 },
    { why: 'no host', asked: { ...look, host: undefined }, refused: 421 },
    { why: 'a page elsewhere that looks', asked: { ...look, origin: 'http://evil.example' }, refused: 403 },
    { why: 'a page elsewhere that acts', asked: { ...act, origin: 'http://evil.example' }, refused: 403 },
    { why: 'a page on another port', asked: { ...act, origin: 'http://127.0.0.1:4712' }, refused: 403 },
    { why: 'a page that hides where it is', asked: { ...act, origin: 'null' }, refused: 403 },
    { why: 'an act without an origin', asked: { ...act, origin: undefined }, refused: 403 },
    { why: 'an act by a link', asked: { ...act, method: 'GET' }, refused: 405 },
    { why: 'a look that sends', asked: { ...look, method: 'POST', origin: own }, refused: 405 },
    { why: 'a preflight', asked: { ...act, method: 'OPTIONS' }, refused: 405 },
  ])('refuses $why', ({ asked, refused }) => {
    expect(admit(asked, door)).toMatchObject({ refused });
  });
});
