import * as v from 'valibot';

/** Id of a model, an attribute or a domain as a recipe's file may have it. */
export const recipeId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
