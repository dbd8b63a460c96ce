// A chart is drawn of the table behind it: each row's name, its address and its rate. The table stays, for readers, paper and doubt.
"use strict";
(() => {
  const GREEN = "#2f6f4f", LINE = "#d0d7de";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const rowsOf = (id) => [...document.getElementById(id).tBodies[0].rows].map((row) => {
    const link = row.querySelector("th a"), cells = row.cells;
    return { name: row.querySelector("th").textContent.trim(), address: link ? link.href : "",
      rate: row.dataset.rate === "" ? null : Number(row.dataset.rate), shown: cells[cells.length - 1].textContent.trim() };
  });
  const shared = { animation: !still, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, tooltip: { trigger: "item", formatter: (at) => at.data.said, renderMode: "richText" } };
  const share = { type: "value", min: 0, axisLabel: { formatter: (value) => `${Math.round(value * 1000) / 10}%` }, splitLine: { lineStyle: { color: LINE } } };
  const dots = (rows) => rows.map((row) => ({ value: row.rate, said: `${row.name}　${row.shown}`, address: row.address, label: { formatter: row.shown } }));

  const bars = (rows) => ({
    ...shared, grid: { left: 8, right: 60, top: 4, bottom: 4, containLabel: true },
    xAxis: { ...share, max: 1 },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false },
      axisLabel: { width: 170, overflow: "truncate" } },
    series: [{ type: "bar", data: dots(rows), itemStyle: { color: GREEN }, barMaxWidth: 18, label: { show: true, position: "right" } }],
  });
  const line = (rows) => ({
    ...shared, grid: { left: 8, right: 30, top: 24, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: rows.map((row) => row.name) }, yAxis: share,
    series: [{ type: "line", data: dots(rows), itemStyle: { color: GREEN }, symbolSize: 9, label: { show: true, position: "top" } }],
  });

  const draw = (place) => {
    const rows = rowsOf(place.dataset.bars || place.dataset.line);
    if (!rows.some((row) => row.rate !== null)) { place.remove(); return; }
    place.style.height = place.dataset.bars ? `${rows.length * 26 + 34}px` : "220px";
    const chart = echarts.init(place);
    chart.setOption(place.dataset.bars ? bars(rows) : line(rows));
    chart.on("click", (at) => { if (at.data.address) window.location.assign(at.data.address); });
    place.dataset.drawn = String(rows.length);
    const table = document.getElementById(place.dataset.bars || place.dataset.line).closest("details");
    table.open = false;
    window.addEventListener("resize", () => chart.resize());
  };
  const drawAll = (within) => within.querySelectorAll(".chart:not([data-drawn])").forEach(draw);

  drawAll(document);
  document.addEventListener("htmx:afterSettle", () => drawAll(document));
  // On paper the tables stand open beside the charts.
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.behind").forEach((one) => { one.open = true; }));
})();
