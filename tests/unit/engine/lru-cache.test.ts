import { describe, expect, it } from 'vitest';
import { LruCache } from '../../../src/engine/lru-cache.ts';

describe('LruCache', () => {
  it('drops the least recently used entries beyond its limit and disposes of them', () => {
    const gone: string[] = [];
    const cache = new LruCache<string>(100, (value) => gone.push(value));
    cache.set('a', 'A', 40);
    cache.set('b', 'B', 40);
    cache.get('a');
    cache.set('c', 'C', 40);
    expect(gone).toEqual(['B']);
    expect(cache.get('b')).toBeUndefined();
    expect(cache.usedBytes).toBe(80);
  });

  it('keeps the newest entry even when it alone is too large', () => {
    const cache = new LruCache<string>(10, () => undefined);
    cache.set('small', 's', 5);
    cache.set('large', 'l', 50);
    expect(cache.get('large')).toBe('l');
    expect(cache.get('small')).toBeUndefined();
  });

  it('replaces, and drops by prefix, disposing each time', () => {
    const gone: string[] = [];
    const cache = new LruCache<string>(100, (value) => gone.push(value));
    cache.set('p|1', 'old', 10);
    cache.set('p|1', 'new', 20);
    cache.set('q|1', 'other', 10);
    cache.deletePrefix('p|');
    expect(gone).toEqual(['old', 'new']);
    expect(cache.usedBytes).toBe(10);
  });
});
