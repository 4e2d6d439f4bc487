import { applyDecorators, type INestApplication } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiQuery,
  ApiResponse,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { z } from 'zod';
import { ERROR_TABLE, OPERATORS_ONLY, type PublicRefusalKind } from './error-table.js';

const PUBLIC_KINDS = Object.keys(ERROR_TABLE).filter((kind) => !(OPERATORS_ONLY as readonly string[]).includes(kind));

/** The one envelope of every refusal on /v1. */
export const errorReply = z
  .object({
    error: z.object({
      code: z.enum(PUBLIC_KINDS as [PublicRefusalKind, ...PublicRefusalKind[]]),
      message: z.string().meta({ description: 'For people; it may change.' }),
      requestId: z.string(),
      field: z.string().optional().meta({ description: 'What is wrong, on invalid_parameter.' }),
      window: z.string().optional().meta({ description: 'The limit that is reached, on rate_limited.' }),
      retryAfterSeconds: z.int().optional(),
      attemptsLeft: z.int().optional(),
      country: z.string().optional(),
      providerCode: z.string().optional(),
    }),
  })
  .meta({ id: 'Error' });

/** What any call with a key may be answered. */
const ALWAYS: readonly PublicRefusalKind[] = [
  'unauthenticated',
  'forbidden',
  'origin_not_allowed',
  'tenant_suspended',
  'rate_limited',
  'unavailable',
];

/** Documents the refusals of an endpoint, from the error table. */
export function ApiRefusals(...kinds: readonly PublicRefusalKind[]) {
  const byStatus = new Map<number, PublicRefusalKind[]>();
  for (const kind of new Set([...kinds, ...ALWAYS])) {
    const { status } = ERROR_TABLE[kind].v1;
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  return applyDecorators(
    ...[...byStatus].map(([status, codes]) =>
      ApiResponse({ status, standardSchema: errorReply, description: codes.map((code) => `\`${code}\``).join(', ') }),
    ),
  );
}

export function ApiIdempotencyKey(description: string) {
  return ApiHeader({
    name: 'Idempotency-Key',
    description,
    required: false,
    schema: { type: 'string', maxLength: 255 },
  });
}

const TUTORIAL_PARAMETERS = {
  method: { type: 'string', enum: ['getSms', 'login'] },
  phone: { type: 'string', description: 'Country code and number, `+` optional.', example: '8618566246612' },
  code: { type: 'string', description: 'On login.', example: '042915' },
};

export function ApiTutorialParameters(place: 'query' | 'body') {
  if (place === 'query') {
    return applyDecorators(
      ...Object.entries(TUTORIAL_PARAMETERS).map(([name, { type, ...schema }]) =>
        ApiQuery({ name, required: name !== 'code', schema: { type, ...schema } }),
      ),
    );
  }
  return ApiBody({ schema: { type: 'object', properties: TUTORIAL_PARAMETERS, required: ['method', 'phone'] } });
}

const DESCRIPTION = `One-time passcodes over SMS.

\`/v1\` is the API. \`/v0\` speaks the wire of Tencent Cloud's tutorial, so that its clients work unchanged.
Test keys (\`lk_test_…\`) never reach a phone: read their messages at \`/v1/sandbox/messages\`.
Publishable keys (\`lk_pub_…\`) start and check from the pages whose origins they name: preflights are answered for those origins, and
replies to such a key carry \`Access-Control-Allow-Origin\`. Other keys are refused wherever the request has an \`Origin\`.
Every reply carries \`X-Request-Id\`; tell it when you ask about a request.`;

/** Serves the document at /docs-json and pages to read it at /docs, both made from the schemas that requests are parsed by. */
export function serveOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Latchkey')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'lk_live_… or lk_test_…' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'apiKey')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  SwaggerModule.setup('docs', app, document, {
    raw: ['json'],
    customSiteTitle: 'Latchkey API',
    // Secret keys are refused from browsers, so trying requests out in one would only teach bad habits.
    swaggerOptions: { supportedSubmitMethods: [] },
  });
  return document;
}
