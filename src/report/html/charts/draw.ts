/**
 * Draws charts to SVG, the only place that knows ECharts' renderer. Loaded when a report is made and not before: ECharts
 * takes longer to load than most verbs take to run.
 */
import type { ComposeOption, CustomSeriesOption, LineSeriesOption } from 'echarts';
import type {
  GridComponentOption,
  MarkAreaComponentOption,
  MarkLineComponentOption,
} from 'echarts/components';

/** What a chart of the report may be made of. */
export type ChartOption = ComposeOption<
  | CustomSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
>;

/** A chart's outer size, in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Draws. Colours are CSS variables of the page, so one drawing serves light and dark. */
export type Draw = (option: ChartOption, size: ChartSize) => string;

/** Loads what draws. */
export async function loadDraw(): Promise<Draw> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([
    charts.CustomChart,
    charts.LineChart,
    components.GridComponent,
    components.MarkAreaComponent,
    components.MarkLineComponent,
    renderers.SVGRenderer,
  ]);
  return (option, { width, height }) => {
    const chart = core.init(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
      chart.setOption({ animation: false, ...option });
      return tidy(chart.renderToSVGString());
    } finally {
      chart.dispose();
    }
  };
}

/** Drops what only ECharts' own script in a browser would use, a third of the text, and lets the page set the size. */
function tidy(svg: string): string {
  return svg
    .replaceAll(/ ecmeta_\w+="[^"]*"/g, '')
    .replaceAll(/ class="zr\d+-cls-\d+"/g, '')
    .replaceAll(/<style\s*>.*?<\/style>/gs, '')
    .replaceAll(' pointer-events="visible"', '')
    .replaceAll(' dominant-baseline="central"', '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true" focusable="false"');
}
