import { useTheme } from '@mui/material/styles';
import { useLocaleState, useTranslate } from 'react-admin';
import { Area, AreaChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useNavigate } from 'react-router-dom';
import { stepLabel, whole } from './numbers';
import { daysOf, LINES, type SeriesProps } from './series';

/** Told apart by lightness too, for whoever tells no colours apart. */
const COLOURS = {
  light: { requested: '#8a9690', accepted: '#2b6cb0', delivered: '#b7791f', approved: '#1f6f5c' },
  dark: { requested: '#7f8c86', accepted: '#7fb4e6', delivered: '#e3b567', approved: '#74c7ae' },
} as const;
export const CHART_HEIGHT = 280;

/** The steps of the funnel over time. */
const SeriesChart = ({ points, step, timeZone, rowsOf }: SeriesProps) => {
  const { palette } = useTheme();
  const navigate = useNavigate();
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const colours = COLOURS[palette.mode];
  const label = (value: string) => stepLabel(value, step, timeZone, locale);
  const days = daysOf({ points, step, timeZone });
  const text = { fill: palette.text.secondary, fontSize: 12 };
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
      <AreaChart
        data={[...points]}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        style={{ cursor: 'pointer' }}
        onClick={({ activeLabel }) => {
          if (typeof activeLabel === 'string') void navigate(rowsOf(activeLabel));
        }}
      >
        <CartesianGrid stroke={palette.divider} vertical={false} />
        <XAxis
          dataKey="step"
          {...(days && { ticks: days })}
          tickFormatter={label}
          tick={text}
          stroke={palette.divider}
          minTickGap={48}
        />
        <YAxis
          tick={text}
          stroke={palette.divider}
          width={44}
          allowDecimals={false}
          tickFormatter={(count: number) => whole(count, locale, true)}
        />
        <Tooltip
          labelFormatter={(value) => label(value as string)}
          formatter={(count) => whole(Number(count), locale)}
          contentStyle={{
            background: palette.background.paper,
            border: `1px solid ${palette.divider}`,
            borderRadius: 8,
            color: palette.text.primary,
          }}
        />
        <Legend wrapperStyle={{ fontSize: 13 }} itemSorter={null} />
        {LINES.map((line) => (
          <Area
            key={line}
            dataKey={line}
            name={translate(`latchkey.seeing.${line}`)}
            stroke={colours[line]}
            fill={colours[line]}
            fillOpacity={line === 'approved' ? 0.16 : 0.03}
            strokeWidth={line === 'approved' ? 2.25 : 1.5}
            isAnimationActive={false}
            dot={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
};

export default SeriesChart;
