import { ApiError } from './api-error.js';

type FieldType = 'string' | 'string[]' | 'integer' | 'integer[]';

/** A request's members: their types, and a `!` on those that must be there. */
export type Fields = Readonly<Record<string, FieldType | `${FieldType}!`>>;

const isType: Record<FieldType, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  'string[]': (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'integer[]': (value) => Array.isArray(value) && value.every(Number.isInteger),
};

/** Refuses a body with unknown, missing or wrongly typed members, as the gateway does before the SMS service sees it. */
export function checkFields(body: Record<string, unknown>, fields: Fields): void {
  for (const name of Object.keys(body)) {
    if (!(name in fields)) throw new ApiError('UnknownParameter', `The parameter \`${name}\` is not recognized.`);
  }
  for (const [name, declared] of Object.entries(fields)) {
    const value = body[name];
    if (value === undefined || value === null) {
      if (declared.endsWith('!')) {
        throw new ApiError('MissingParameter', `The request is missing a required parameter \`${name}\`.`);
      }
    } else if (!isType[declared.replace('!', '') as FieldType](value)) {
      throw new ApiError('InvalidParameter', `The parameter \`${name}\` has a wrong type.`);
    }
  }
}
