import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';

const HOUR_MS = 3_600_000;
const LOOK_AT_CLOCK_MS = 30_000;

/** How far one looks back, and by which steps. */
export const RANGES = { '1d': 24, '7d': 168, '30d': 720, '90d': 2_160 } as const;
export type RangeName = keyof typeof RANGES;

export interface Range {
  readonly name: RangeName;
  readonly from: string;
  readonly to: string;
  readonly step: 'hour' | 'day';
  readonly tenantId: string | undefined;
  /** Test traffic leaves no house and costs nothing, so it is counted apart. */
  readonly mode: 'live' | 'test';
  readonly choose: (more: { range?: RangeName; tenantId?: string; mode?: Range['mode'] }) => void;
}

/** What is looked at. It stands in the address, so that it can be sent to somebody and survives a reload. */
export function useRange(): Range {
  const [params, setParams] = useSearchParams();
  const named = params.get('range') ?? '';
  const name: RangeName = named in RANGES ? (named as RangeName) : '7d';
  const to = useEndOfHour();
  return {
    name,
    from: new Date(to - RANGES[name] * HOUR_MS).toISOString(),
    to: new Date(to).toISOString(),
    step: name === '1d' || name === '7d' ? 'hour' : 'day',
    tenantId: params.get('tenant') ?? undefined,
    mode: modeOf(params),
    // What the page itself keeps in its address stays there.
    choose: ({ range = name, tenantId = params.get('tenant') ?? '', mode = modeOf(params) }) =>
      setParams(
        (known) => {
          known.set('range', range);
          known.set('mode', mode);
          if (tenantId) known.set('tenant', tenantId);
          else known.delete('tenant');
          return known;
        },
        { replace: true },
      ),
  };
}

/** The end of the hour that is running: what is asked for changes once an hour and not with every look. */
function useEndOfHour(): number {
  const [end, setEnd] = useState(endOfHour);
  useEffect(() => {
    const timer = setInterval(() => setEnd(endOfHour()), LOOK_AT_CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
  return end;
}

const endOfHour = () => Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;

const modeOf = (params: URLSearchParams) => (params.get('mode') === 'test' ? 'test' : 'live');
