import { z } from 'zod';
import { parseNetworks } from '../../platform/http/networks.js';

const accountSettings = z.object({
  /** The SDKAppID of Tencent's SMS console. */
  sdkAppId: z.string().regex(/^\d{1,20}$/),
  /** SMS regions are isolated from each other: application, signature and template live in one. */
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('ap-guangzhou'),
  /** Where the secrets come from: stored with the account, or the environment's temporary ones. */
  credentials: z.enum(['sealed', 'environment']).default('sealed'),
});

export type TencentSettings = z.infer<typeof accountSettings>;

/** The settings of a provider account; undefined when they cannot be used. */
export function parseSettings(settings: Readonly<Record<string, string>>): TencentSettings | undefined {
  return accountSettings.safeParse(settings).data;
}

/** Where callbacks of an account may come from; undefined: anywhere. Judged when it is written (tenant/inputs.ts). */
export function parseCallbackSources({ callbackSources }: Readonly<Record<string, string>>): string[] | undefined {
  // A list that cannot be read lets nobody in: it was meant to keep somebody out.
  return callbackSources ? (parseNetworks(callbackSources) ?? []) : undefined;
}

/** Where the SDK sends its requests; Tencent's nearest host over https unless told. */
export interface TencentEndpoint {
  /** Host, port and path, without a scheme. */
  readonly endpoint?: string;
  /** With the slashes, as the SDK wants it. */
  readonly protocol?: 'http://' | 'https://';
}

/** Takes `http://127.0.0.1:9000` or a bare `sms.intl.tencentcloudapi.com` apart. Throws on any other scheme. */
export function parseEndpoint(text: string): Required<TencentEndpoint> {
  const [, scheme = 'https', endpoint] =
    /^(?:(https?):\/\/)?([^/:\s][^\s:/]*(?::\d+)?(?:\/[^\s?#]*)?)$/.exec(text) ?? [];
  if (endpoint === undefined) throw new Error('the Tencent endpoint must be a host, or a URL with http or https');
  return { endpoint: endpoint.replace(/\/+$/, ''), protocol: scheme === 'http' ? 'http://' : 'https://' };
}
