// SPDX-License-Identifier: Apache-2.0
// Every figure is a function of its data and a theme, and gives an ECharts option. The page (ECharts in the browser) and
// print (ECharts in the JVM) use the same functions. Numbers that are shown come as text beside the number, since Java
// rounds all numbers in one place. No modules and no Intl: Rhino has neither, so print leaves out the last line.

const okabeIto = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#000000', '#E69F00', '#56B4E9'];
const dashes = ['solid', 'dashed', [6, 2, 1, 2], 'dotted', [9, 3], [3, 3, 1, 3, 1, 3], [12, 3]];

const themes = {
  print: {
    ink: '#000000', soft: '#555555', rule: '#999999', paper: 'none', low: '#ffffff', high: '#08306b', onLow: '#000000', onHigh: '#ffffff',
    palette: okabeIto, font: 'Liberation Sans', size: 7, thin: 0.5, line: 1, band: 0.18, tooltip: false,
  },
  light: {
    ink: '#111827', soft: '#4b5563', rule: '#9ca3af', paper: 'transparent', low: '#ffffff', high: '#08306b', onLow: '#111827', onHigh: '#ffffff',
    palette: okabeIto, font: 'system-ui, sans-serif', size: 12, thin: 1, line: 1.5, band: 0.18, tooltip: true,
  },
  dark: {
    ink: '#e5e7eb', soft: '#9ca3af', rule: '#4b5563', paper: 'transparent', low: '#111827', high: '#93c5fd', onLow: '#e5e7eb', onHigh: '#111827',
    palette: ['#56B4E9', '#E69F00', '#009E73', '#CC79A7', '#e5e7eb', '#D55E00', '#0072B2'], font: 'system-ui, sans-serif', size: 12, thin: 1, line: 1.5, band: 0.25, tooltip: true,
  },
};

const words = t => ({ color: t.ink, fontFamily: t.font, fontSize: t.size });

const sheet = (t, description) => ({
  animation: false, backgroundColor: t.paper, textStyle: { fontFamily: t.font, fontSize: t.size }, color: t.palette,
  aria: { enabled: t.tooltip, label: { description } },
});

/** Rich text: the HTML kind needs styles that a strict policy forbids. */
const hover = t => (t.tooltip ? { tooltip: { trigger: 'item', renderMode: 'richText', confine: true } } : {});

const said = (t, formatter) => (t.tooltip ? { tooltip: { formatter } } : {});

function axis(t, more) {
  return {
    nameLocation: 'middle', nameTextStyle: words(t), 
    axisLine: { show: true, onZero: false, lineStyle: { color: t.ink, width: t.thin } },
    axisTick: { show: true, length: t.size * 0.4, lineStyle: { color: t.ink, width: t.thin } },
    splitLine: { show: false }, ...more, axisLabel: { ...words(t), hideOverlap: true, ...(more.axisLabel || {}) },
  };
}

const trueMinus = value => String(value).replace('-', '\u2212');

/** Ticks in tenths or hundredths, without the binary tail of 0.1 + 0.2. */
const ticks = value => trueMinus(Math.round(value * 1000) / 1000);

const straight = (t, points, type) => ({
  type: 'line', silent: true, symbol: 'none', showSymbol: false, z: 1, data: points, lineStyle: { color: t.soft, width: t.thin, type },
});

/** data: {x, min, max, reference, rows: [{label, point, low, high, text, open}]}; low and high may be absent */
function forest(data, t) {
  const column = Math.max.apply(null, data.rows.map(row => row.text.length)) * t.size * 0.52;
  return {
    ...sheet(t, data.alt), ...hover(t),
    grid: { left: t.size, right: column + t.size * 1.5, top: t.size * 0.5, bottom: t.size * 2.2, containLabel: true },
    xAxis: axis(t, { type: 'value', name: data.x, nameGap: t.size * 2.2, min: data.min, max: data.max, splitNumber: 4, axisLabel: { formatter: v => trueMinus(v.toFixed(2)) } }),
    yAxis: axis(t, { type: 'category', inverse: true, data: data.rows.map(row => row.label), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { hideOverlap: false, interval: 0 } }),
    series: [
      {
        type: 'custom', encode: { x: [1, 2, 3], y: 0 }, z: 3,
        data: data.rows.map((row, i) => [i, row.point, row.low === undefined ? row.point : row.low, row.high === undefined ? row.point : row.high]),
        ...said(t, p => data.rows[p.value[0]].label + '\n' + data.rows[p.value[0]].text),
        renderItem: (params, api) => {
          const row = data.rows[api.value(0)];
          const [x, y] = api.coord([api.value(1), api.value(0)]);
          const [low, high] = [2, 3].map(k => api.coord([api.value(k), api.value(0)])[0]);
          const cap = t.size * 0.3, half = t.size * 0.32;
          const stroke = { stroke: t.ink, lineWidth: t.line, fill: null };
          const bar = row.low === undefined ? [] : [
            { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: stroke },
            { type: 'line', shape: { x1: low, y1: y - cap, x2: low, y2: y + cap }, style: stroke },
            { type: 'line', shape: { x1: high, y1: y - cap, x2: high, y2: y + cap }, style: stroke },
          ];
          return {
            type: 'group', children: [
              ...bar,
              { type: 'rect', shape: { x: x - half, y: y - half, width: 2 * half, height: 2 * half }, style: { fill: row.open ? (t.paper === 'none' ? '#ffffff' : t.low) : t.palette[0], stroke: t.palette[0], lineWidth: t.line } },
              { type: 'text', x: params.coordSys.x + params.coordSys.width + t.size, y, style: { text: row.text, fill: t.ink, fontFamily: t.font, fontSize: t.size, verticalAlign: 'middle' } },
            ],
          };
        },
        ...(data.reference === undefined ? {} : { markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: t.soft, width: t.thin, type: 'dashed' }, data: [{ xAxis: data.reference }] } }),
      },
    ],
  };
}

/** Left of the axis; fonts of pages are wider than that of print. */
const gutter = t => t.size * (t.tooltip ? 5.8 : 5.4);

/** A closed polygon between lower and upper bounds; ECharts has no band of its own. */
function band(curve, color, t) {
  const points = curve.points.filter(p => p.length > 3);
  if (points.length < 2) {
    return [];
  }
  return [{
    type: 'custom', name: curve.name, color, silent: true, z: 1, clip: true, itemStyle: { color }, data: [[points[0][0], points[0][2]]], encode: { x: 0, y: 1 },
    renderItem: (params, api) => ({
      type: 'polygon', style: { fill: color, opacity: t.band },
      shape: { points: [...points.map(p => api.coord([p[0], p[3]])), ...points.slice().reverse().map(p => api.coord([p[0], p[2]]))] },
    }),
  }];
}

/**
 * data: {x: {name, min, max, whole}, y: {name, min, max}, square, diagonal, curves: [{name, step, dots, points: [[x, y, low, high]]}]}; the
 * bounds may be absent
 */
function lines(data, t) {
  const legend = data.curves.length * t.size * 1.45;
  return {
    ...sheet(t, data.alt), ...hover(t),
    grid: { left: gutter(t), right: t.size * 1.6, top: legend + t.size * 1.6, bottom: t.size * 3.6, outerBoundsMode: 'none' },
    legend: {
      orient: 'vertical', left: gutter(t) - t.size * 0.2, top: t.size * 0.3, itemWidth: t.size * 3.2, itemHeight: t.size * 0.7, itemGap: t.size * 0.45, padding: 0, itemStyle: { opacity: 0 },
      lineStyle: { width: t.line }, textStyle: words(t), selectedMode: t.tooltip, data: data.curves.map(curve => curve.name),
    },
    xAxis: axis(t, { type: 'value', min: data.x.min, max: data.x.max, name: data.x.name, nameGap: t.size * 2.2, ...(data.x.whole ? { minInterval: 1 } : {}), axisLabel: { formatter: ticks } }),
    yAxis: axis(t, { type: 'value', min: data.y.min, max: data.y.max, name: data.y.name, nameGap: t.size * 3.2, axisLabel: { formatter: ticks } }),
    series: [
      ...(data.diagonal ? [straight(t, [[0, 0], [1, 1]], 'dotted')] : []),
      ...(data.level === undefined ? [] : [straight(t, [[data.x.min, data.level], [data.x.max, data.level]], 'dotted')]),
      ...data.curves.reduce((all, curve, i) => {
        const color = t.palette[i % t.palette.length];
        // The line before its band: the legend takes its sign from the first series of a name.
        return [
          ...all,
          {
            type: 'line', name: curve.name, step: curve.step ? 'end' : false, showSymbol: Boolean(curve.dots), symbol: curve.dots ? 'circle' : 'none', symbolSize: t.size * 0.6, z: 3,
            data: curve.points.map(p => [p[0], p[1]]), lineStyle: { color, width: t.line, type: dashes[i % dashes.length] }, itemStyle: { color },
            ...said(t, p => curve.name + '\n' + data.x.name + ' ' + ticks(p.value[0]) + '\n' + data.y.name + ' ' + ticks(p.value[1])),
          },
          ...band(curve, color, t),
        ];
      }, []),
    ],
  };
}

/** data: {bins: [{lower, upper, confidence, accuracy, images, text}], most}: the diagram above, the number of images below */
function reliability(data, t) {
  const left = gutter(t), right = t.size * 1.6;
  return {
    ...sheet(t, data.alt), ...hover(t),
    grid: [{ left, right, top: t.size, bottom: '38%', outerBoundsMode: 'none' }, { left, right, top: '68%', bottom: t.size * 3.6, outerBoundsMode: 'none' }],
    xAxis: [
      axis(t, { type: 'value', min: 0, max: 1, gridIndex: 0, axisLabel: { show: false } }),
      axis(t, { type: 'value', min: 0, max: 1, gridIndex: 1, name: 'Confidence (largest probability)', nameGap: t.size * 2.2, axisLabel: { formatter: ticks } }),
    ],
    yAxis: [
      axis(t, { type: 'value', min: 0, max: 1, gridIndex: 0, name: 'Accuracy', nameGap: t.size * 3.2, axisLabel: { formatter: ticks } }),
      axis(t, { type: 'value', min: 0, max: data.most * 1.25, gridIndex: 1, name: 'Images', nameGap: t.size * 3.2, splitNumber: 2, axisLabel: { formatter: v => (v > data.most ? '' : String(v)) }, minInterval: 1 }),
    ],
    series: [
      straight(t, [[0, 0], [1, 1]], 'dotted'),
      {
        type: 'line', symbol: 'circle', symbolSize: t.size * 0.7, z: 3, data: data.bins.map(bin => [bin.confidence, bin.accuracy]), lineStyle: { color: t.palette[0], width: t.line }, itemStyle: { color: t.palette[0] },
        ...said(t, p => data.bins[p.dataIndex].text),
      },
      {
        type: 'custom', xAxisIndex: 1, yAxisIndex: 1, encode: { x: [0, 1], y: 2 }, data: data.bins.map(bin => [bin.lower, bin.upper, bin.images]), ...said(t, p => data.bins[p.dataIndex].text),
        renderItem: (params, api) => {
          const [x1, top] = api.coord([api.value(0), api.value(2)]);
          const [x2, bottom] = api.coord([api.value(1), 0]);
          return {
            type: 'group', children: [
              { type: 'rect', shape: { x: x1, y: top, width: x2 - x1, height: bottom - top }, style: { fill: t.palette[0], opacity: 0.55, stroke: t.ink, lineWidth: t.thin } },
              { type: 'text', x: (x1 + x2) / 2, y: top - t.size * 0.2, style: { text: data.bins[params.dataIndex].count, fill: t.ink, fontFamily: t.font, fontSize: t.size * 0.8, align: 'center', verticalAlign: 'bottom' } },
            ],
          };
        },
      },
    ],
  };
}

/** data: {classes: [], cells: [{row, column, rate, text}]}; rows are the true classes */
function matrix(data, t) {
  const longest = Math.max.apply(null, data.classes.map(c => c.length));
  return {
    ...sheet(t, data.alt), ...hover(t),
    grid: { left: t.size * 3, right: t.size * 0.5, top: t.size * 0.5, bottom: t.size * 2.6, containLabel: true },
    visualMap: { show: false, type: 'continuous', min: 0, max: 1, dimension: 2, inRange: { color: [t.low, t.high] } },
    xAxis: axis(t, { type: 'category', data: data.classes, name: 'Predicted', nameGap: t.size * (data.slanted ? 2.8 + 0.4 * longest : 2.2), axisTick: { show: false }, axisLabel: { interval: 0, hideOverlap: false, rotate: data.slanted ? 40 : 0 } }),
    yAxis: axis(t, { type: 'category', data: data.classes, name: 'True', nameGap: t.size * (1.4 + 0.62 * longest), inverse: true, axisTick: { show: false }, axisLabel: { interval: 0, hideOverlap: false } }),
    series: [{
      type: 'heatmap', data: data.cells.map(cell => ({ value: [cell.column, cell.row, cell.rate], label: { color: cell.rate > 0.5 ? t.onHigh : t.onLow } })),
      itemStyle: { borderColor: t.rule, borderWidth: t.thin },
      label: { show: true, fontFamily: t.font, fontSize: t.size * 0.9, lineHeight: t.size * 1.15, formatter: p => data.cells[p.dataIndex].text },
      ...said(t, p => 'true ' + data.classes[p.value[1]] + ', predicted ' + data.classes[p.value[0]] + '\n' + data.cells[p.dataIndex].text),
    }],
  };
}

/** data: {most, distance, distanceText, cells: [{name, rank, text}] by rank, groups: [[from, to]]}: ranks that do not differ are joined */
function ranks(data, t) {
  const step = t.size * 1.5, half = Math.ceil(data.cells.length / 2), joined = data.groups.length * t.size * 0.8;
  const side = t.size * (1.5 + 0.55 * Math.max.apply(null, data.cells.map(cell => cell.name.length + cell.text.length + 3)));
  return {
    ...sheet(t, data.alt),
    grid: { left: side, right: side, top: t.size * 5.6, height: 1, outerBoundsMode: 'none' },
    xAxis: axis(t, { type: 'value', position: 'top', min: 1, max: data.most, minInterval: 1, name: 'Mean rank (1 is best)', nameGap: t.size * 2.2 }),
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    series: [{
      type: 'custom', data: [[1, 0]], silent: true,
      renderItem: (params, api) => {
        const at = rank => api.coord([rank, 0])[0], y0 = api.coord([1, 0])[1], from = at(1), to = at(data.most);
        const thin = { stroke: t.ink, lineWidth: t.thin, fill: null }, thick = { stroke: t.palette[0], lineWidth: t.line * 2.5, fill: null };
        const text = (value, x, y, align) => ({ type: 'text', x, y, style: { text: value, fill: t.ink, fontFamily: t.font, fontSize: t.size, align, verticalAlign: 'middle' } });
        const line = (x1, y1, x2, y2, style) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
        const children = [
          line(from, y0 - t.size * 4.9, at(Math.min(1 + data.distance, data.most)), y0 - t.size * 4.9, thick),
          text(data.distanceText, Math.min(at(Math.min(1 + data.distance, data.most)), to) + t.size * 0.6, y0 - t.size * 4.9, 'left'),
          ...data.groups.map(([a, b], i) => line(at(a) - t.size * 0.3, y0 + t.size * (0.9 + 0.8 * i), at(b) + t.size * 0.3, y0 + t.size * (0.9 + 0.8 * i), thick)),
        ];
        data.cells.forEach((cell, i) => {
          const leftSide = i < half, place = leftSide ? i : data.cells.length - 1 - i;
          const y = y0 + joined + t.size * 1.8 + step * place, x = at(cell.rank), end = leftSide ? from - t.size * 0.6 : to + t.size * 0.6;
          children.push(line(x, y0, x, y, thin), line(x, y, end, y, thin));
          children.push(text(cell.name + '  ' + cell.text, leftSide ? end - t.size * 0.4 : end + t.size * 0.4, y, leftSide ? 'right' : 'left'));
        });
        return { type: 'group', children };
      },
    }],
  };
}

const figures = { forest, lines, reliability, matrix, ranks };

export { figures, themes };
