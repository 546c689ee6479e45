import * as v from 'valibot';

/** Id of a model, an attribute or a domain as a recipe's file may have it. */
export const recipeId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** Values by attribute id: a record of valibot's passes over keys that every object has, and a recipe that bears one is a mistake. */
export function byAttribute<Value>(value: v.GenericSchema<Value>): v.GenericSchema<Record<string, Value>> {
  const isPlain = (record: unknown): boolean => typeof record === 'object' && record !== null && !Object.hasOwn(record, 'constructor') && !Object.hasOwn(record, 'prototype');
  return v.pipe(v.custom<Record<string, Value>>(isPlain, 'values by attribute'), v.record(recipeId, value));
}
