import { useSearchParams } from 'react-router-dom';

const HOUR_MS = 3_600_000;

/** How far one looks back, and by which steps. */
export const RANGES = { '1d': 24, '7d': 168, '30d': 720, '90d': 2_160 } as const;
export type RangeName = keyof typeof RANGES;

export interface Range {
  readonly name: RangeName;
  readonly from: string;
  readonly to: string;
  readonly step: 'hour' | 'day';
  readonly tenantId: string | undefined;
  readonly choose: (more: { range?: RangeName; tenantId?: string }) => void;
}

/** What is looked at. It stands in the address, so that it can be sent to somebody and survives a reload. */
export function useRange(): Range {
  const [params, setParams] = useSearchParams();
  const named = params.get('range') ?? '';
  const name: RangeName = named in RANGES ? (named as RangeName) : '7d';
  // The hour that is running, whole: what is asked for changes once an hour and not with every look.
  const to = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return {
    name,
    from: new Date(to - RANGES[name] * HOUR_MS).toISOString(),
    to: new Date(to).toISOString(),
    step: name === '1d' || name === '7d' ? 'hour' : 'day',
    tenantId: params.get('tenant') ?? undefined,
    choose: ({ range = name, tenantId = params.get('tenant') ?? '' }) =>
      setParams({ range, ...(tenantId ? { tenant: tenantId } : {}) }, { replace: true }),
  };
}
