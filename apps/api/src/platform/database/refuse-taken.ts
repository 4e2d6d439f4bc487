import { Refused } from '@latchkey/core';
import { Prisma } from '../../generated/prisma/client.js';

/** Turns a broken uniqueness into a refusal of the field it is about. */
export async function refuseTaken<T>(field: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    throw new Refused({ kind: 'invalid_parameter', field, message: `${field} is taken` }, { cause: error });
  }
}
