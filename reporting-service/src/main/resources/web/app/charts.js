// SPDX-License-Identifier: Apache-2.0
// Only what figures.js draws with: the bundler leaves the rest of ECharts out.
import * as echarts from 'echarts/core';
import { LineChart, HeatmapChart, CustomChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, AriaComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([LineChart, HeatmapChart, CustomChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, AriaComponent, SVGRenderer]);
export { echarts };
