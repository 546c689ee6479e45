/** What a record holds under a key itself: "constructor" would else be found on every one, in the prototype. */
export function ownValue<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
