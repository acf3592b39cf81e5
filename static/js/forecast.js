// The pictures of the forecast: <div data-chart="curve|fan|moved|chances" data-library data-figures data-words>.
// Apache ECharts draws on a canvas, because the policy forbids inline style; each picture has a table beside it.
const places = [...document.querySelectorAll("[data-chart]")];

if (places.length && places[0].dataset.library) {
  import(places[0].dataset.library).then((echarts) => {
    const charts = places.map((place) => start(echarts, place));
    const redraw = () => charts.forEach(({ chart, draw }) => chart.setOption(draw(), true));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
    const sized = new ResizeObserver(() => charts.forEach(({ chart }) => chart.resize()));
    places.forEach((place) => sized.observe(place));
    addEventListener("beforeprint", () => charts.forEach(({ chart }) => chart.resize()));
  });
}

function start(echarts, place) {
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const figures = JSON.parse(place.dataset.figures);
  const words = place.dataset.words.split("|");
  const draw = () => ({ curve, fan, moved, chances })[place.dataset.chart](figures, words, place);
  chart.setOption(draw());
  return { chart, draw };
}

// Colours of the page's tokens, as the canvas understands them.
function inks(place) {
  const probe = document.createElement("span");
  place.append(probe);
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const ink = (token) => {
    probe.style.color = `var(--${token})`;
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b] = brush.getImageData(0, 0, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
  };
  const names = ["accent", "ink", "ink-soft", "line", "surface", "warn", "band", "band-inner"];
  const found = Object.fromEntries(names.map((name) => [name, ink(name)]));
  probe.remove();
  return found;
}

const language = { "": "en-GB", en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang;
const short = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" });
const withYear = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" });
const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const font = getComputedStyle(document.body).fontFamily;
const day = (iso) => Date.parse(`${iso}T00:00:00Z`);
const monthOf = (time) => (new Date(time).getUTCMonth() === 0 ? withYear : month).format(time);

function frame(ink, extra) {
  const text = { color: ink["ink-soft"], fontFamily: font, fontSize: 12 };
  return {
    animation: false,
    textStyle: text,
    grid: { left: 0, right: 12, top: 28, bottom: 24 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: ink.surface,
      borderColor: ink.line,
      textStyle: { ...text, color: ink.ink },
      axisPointer: { lineStyle: { color: ink["ink-soft"] } },
    },
    xAxis: {
      type: "time",
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: { ...text, formatter: monthOf, hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: ink.line, opacity: 0.5 } },
      minInterval: 28 * 86400e3,
    },
    ...extra(text),
  };
}

function upright(ink, text, lines) {
  return {
    symbol: "none",
    silent: true,
    label: { ...text, position: "end", distance: 4 },
    data: lines
      .filter(({ at }) => at)
      .map(({ at, word, tone, type, offset }) => ({
        xAxis: day(at),
        lineStyle: { color: ink[tone], type, width: 1 },
        label: { formatter: word, color: ink[tone], offset },
      })),
  };
}

function curve(figures, [due, today], place) {
  const ink = inks(place);
  const narrow = place.clientWidth < 430;
  const points = figures.points.map(([iso, share]) => [day(iso), share]);
  const rim = figures.error ?? 0;
  const named = [
    [figures.p50, "P50", 50],
    [figures.p80, "P80", 80],
  ].filter(([iso]) => iso);
  return frame(ink, (text) => ({
    yAxis: {
      type: "value",
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { ...text, formatter: "{value} %", inside: true, margin: 0, verticalAlign: "bottom" },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      band(points.map(([x, y]) => [x, Math.max(y - rim, 0)]), points.map(([, y]) => Math.min(y + rim, 100) - Math.max(y - rim, 0)), ink["band-inner"], "rim"),
      {
        type: "line",
        data: points,
        showSymbol: false,
        smooth: 0.2,
        lineStyle: { color: ink.accent, width: 2 },
        itemStyle: { color: ink.accent },
        tooltip: { valueFormatter: (share) => `${whole.format(share)} %` },
        markLine: upright(ink, text, [
          { at: figures.due, word: `${due} ${figures.due ? short.format(day(figures.due)) : ""}`, tone: "accent", type: "dotted" },
        ]),
        markPoint: {
          symbol: "circle",
          symbolSize: 8,
          itemStyle: { color: ink.surface, borderColor: ink.accent, borderWidth: 2 },
          label: { ...text, position: "right", distance: 8 },
          data: named.map(([iso, word, share]) => ({
            coord: [day(iso), share],
            label: { formatter: narrow ? word : `${word} ${short.format(day(iso))}` },
          })),
        },
      },
    ].flat(),
  }));
}

// What was said week by week: a day that moved, or a chance.
function said(ink, points, formatted, more) {
  return {
    type: "line",
    step: "end",
    data: points,
    symbolSize: 6,
    showSymbol: points.length < 30,
    lineStyle: { color: ink.accent, width: 2 },
    itemStyle: { color: ink.accent },
    tooltip: { valueFormatter: formatted },
    ...more,
  };
}

function moved(figures, [due], place) {
  const ink = inks(place);
  const points = figures.points.map(([on, at]) => [day(on), day(at)]);
  const times = [...points.map(([, at]) => at), ...(figures.due ? [day(figures.due)] : [])];
  const room = Math.max((Math.max(...times) - Math.min(...times)) / 4, 7 * 86400e3);
  return frame(ink, (text) => ({
    yAxis: {
      type: "time",
      min: Math.min(...times) - room,
      max: Math.max(...times) + room,
      splitNumber: 3,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, formatter: (time) => short.format(time), inside: true, margin: 0, verticalAlign: "bottom", hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: ink.line } },
    },
    series: [
      said(ink, points, (time) => short.format(time), {
        markLine: figures.due && {
          symbol: "none",
          silent: true,
          data: [{ yAxis: day(figures.due), lineStyle: { color: ink.accent, type: "dotted", width: 1 }, label: { ...text, formatter: `${due} ${short.format(day(figures.due))}`, position: "insideEndTop", color: ink.accent } }],
        },
      }),
    ],
  }));
}

function chances(figures, _words, place) {
  const ink = inks(place);
  const points = figures.points.map(([on, share]) => [day(on), share]);
  return frame(ink, (text) => ({
    yAxis: {
      type: "value",
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { ...text, formatter: "{value} %", inside: true, margin: 0, verticalAlign: "bottom" },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [said(ink, points, (share) => `${whole.format(share)} %`)],
  }));
}

// A band is a line that is not drawn and what is stacked on it.
function band(lower, heights, colour, stack) {
  const bare = { type: "line", stack, stackStrategy: "all", showSymbol: false, smooth: 0.2, lineStyle: { width: 0 }, tooltip: { show: false }, silent: true };
  return [
    { ...bare, data: lower },
    { ...bare, data: lower.map(([x], place) => [x, heights[place]]), areaStyle: { color: colour, opacity: 1 } },
  ];
}

function fan(figures, [today, floor, out], place) {
  const ink = inks(place);
  const narrow = place.clientWidth < 430;
  const times = figures.days.map(day);
  const along = (name) => times.map((time, index) => [time, figures[name][index]]);
  const shown = apart(figures, ["p50", "p90", "p10"]);
  const above = (upper, lower) => figures[upper].map((value, index) => value - figures[lower][index]);
  const edge = (name, width, word) => ({
    type: "line",
    data: along(name),
    showSymbol: false,
    name: word,
    lineStyle: { color: ink.accent, width, opacity: width > 1 ? 1 : 0.45 },
    itemStyle: { color: ink.accent },
    endLabel: { show: !narrow && shown.has(name), formatter: () => `${word} ${compact.format(figures[name].at(-1))}`, color: ink["ink-soft"], align: "right", offset: [-8, -9] },
    tooltip: { valueFormatter: (value) => `${whole.format(value)} ${figures.currency}` },
  });
  return frame(ink, (text) => ({
    yAxis: {
      type: "value",
      splitNumber: 3,
      axisLabel: { ...text, formatter: (value) => compact.format(value), showMaxLabel: false, inside: true, margin: 0, verticalAlign: "bottom" },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: [
      ...band(along("p10"), above("p90", "p10"), ink.band, "outer"),
      ...band(along("p25"), above("p75", "p25"), ink["band-inner"], "inner"),
      edge("p10", 1, "P10"),
      edge("p90", 1, "P90"),
      {
        ...edge("p50", 2, "P50"),
        markLine: marked(ink, text, figures, today, floor),
        markPoint: figures.out && {
          symbol: "triangle",
          symbolSize: 10,
          symbolRotate: 180,
          itemStyle: { color: ink.warn },
          label: { ...text, color: ink.warn, position: "bottom", formatter: narrow ? "" : `${out} ${short.format(day(figures.out))}` },
          data: [{ coord: [day(figures.out), figures.floor] }],
        },
      },
    ],
  }));
}

// Of these curves, the first ones whose ends have room for a label each.
function apart(figures, names) {
  const room = (Math.max(...figures.p90) - Math.min(...figures.p10, figures.floor)) / 12;
  const taken = [];
  return new Set(
    names.filter((name) => {
      const end = figures[name].at(-1);
      const free = taken.every((other) => Math.abs(other - end) >= room);
      if (free) taken.push(end);
      return free;
    }),
  );
}

function marked(ink, text, figures, today, floor) {
  const lines = upright(ink, text, [
    { at: figures.today, word: today, tone: "ink", type: "solid", offset: [18, 0] },
    ...figures.marks.map((mark) => ({ at: mark.day, word: mark.code, tone: mark.chosen ? "accent" : "ink-soft", type: "dotted" })),
  ]);
  lines.data.push({
    yAxis: figures.floor,
    lineStyle: { color: ink["ink-soft"], type: "dashed", width: 1 },
    label: { formatter: floor, position: "insideMiddleTop", color: ink["ink-soft"] },
  });
  return lines;
}
