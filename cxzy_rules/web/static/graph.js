// The affiliation around a unit: drawn by Cytoscape, opened further by a click, saved as a picture.
"use strict";
(() => {
  const COLOURS = ["#2f6f4f", "#c26a00", "#7a4fb5", "#b3261e", "#0b7285", "#8a6d00", "#2c5aa0", "#8f3d6b", "#444c56", "#9aa0a6"];
  const place = document.getElementById("graph");
  const drawn = cytoscape({
    container: place,
    minZoom: 0.1, maxZoom: 3,
    style: [
      { selector: "node", style: { label: "data(name)", "text-wrap": "wrap", "text-max-width": "130px", "font-size": "12px",
        "text-valign": "bottom", "text-margin-y": "4px", "text-background-color": "#f6f8fa", "text-background-opacity": 0.9, width: "20px", height: "20px", "background-color": "data(fill)" } },
      { selector: "node.narrow", style: { "text-max-width": "13px", "text-overflow-wrap": "anywhere" } },
      { selector: "node[?opens]", style: { shape: "round-rectangle", width: "26px", height: "20px" } },
      { selector: "node[?middle]", style: { "border-width": "4px", "border-color": "#1f2328", "font-weight": "bold" } },
      { selector: "edge", style: { width: "1.5px", "line-color": "#8c959f", "curve-style": "bezier" } },
      { selector: 'edge[kind = "leads"]', style: { "target-arrow-shape": "triangle", "target-arrow-color": "#8c959f" } },
      { selector: 'edge[kind = "paired"]', style: { "line-style": "dashed", "line-color": "#b3261e" } },
      { selector: 'edge[kind = "resides"]', style: { "line-style": "dotted", "line-color": "#0b7285" } },
    ],
  });

  const fillOf = (node, by) => {
    if (by === "branch") return COLOURS[node.colour % COLOURS.length];
    if (node.rate === null) return "#d0d7de";
    return `hsl(${Math.round(120 * node.rate)}, 60%, 42%)`;
  };
  const paint = () => drawn.nodes().forEach((node) => node.data("fill", fillOf(node.data(), document.getElementById("colour").value)));

  // Where many stand in one row, their names run downwards, as side by side they would cover each other.
  const CROWD = 12;
  const arrange = () => {
    drawn.nodes().removeClass("narrow");
    drawn.nodes().forEach((node) => {
      const below = node.outgoers('edge[kind = "leads"]').targets();
      if (below.length > CROWD) below.filter((one) => one.outgoers('edge[kind = "leads"]').empty()).addClass("narrow");
    });
    drawn.layout({ name: "breadthfirst", directed: true, spacingFactor: 1.1, animate: false, padding: 30 }).run();
  };

  // What was told of each unit that was opened. Drawn is what can be reached from the middle through units that stand open.
  const told = new Map(), opened = new Set([place.dataset.unit]);

  const ask = async (unit) => {
    const answer = await fetch(`/graph/data?unit=${encodeURIComponent(unit)}`);
    const said = await answer.json();
    if (answer.ok) told.set(unit, said);
    else { opened.delete(unit); document.getElementById("said").textContent = said.said; }
  };

  const reached = () => {
    const nodes = new Map(), ties = new Map(), waiting = [place.dataset.unit], seen = new Set();
    while (waiting.length) {
      const unit = waiting.shift();
      if (seen.has(unit) || !opened.has(unit) || !told.has(unit)) continue;
      seen.add(unit);
      told.get(unit).ties.forEach((tie) => ties.set(tie.id, tie));
      told.get(unit).nodes.forEach((node) => { nodes.set(node.id, node); waiting.push(node.id); });
    }
    return { nodes, ties, seen };
  };

  const show = () => {
    const { nodes, ties, seen } = reached();
    drawn.elements().filter((one) => !nodes.has(one.id()) && !ties.has(one.id())).remove();
    nodes.forEach((node) => {
      if (drawn.getElementById(node.id).empty()) drawn.add({ group: "nodes", data: { ...node, middle: node.id === place.dataset.unit, fill: "#888" } });
      drawn.getElementById(node.id).data("open", seen.has(node.id));
    });
    ties.forEach((tie) => { if (drawn.getElementById(tie.id).empty()) drawn.add({ group: "edges", data: tie }); });
    paint();
    arrange();
    list(nodes, seen);
    const left = [...seen].reduce((sum, unit) => sum + told.get(unit).left_out, 0);
    document.getElementById("count").textContent = `（${nodes.size} 个单位${left ? `，另有 ${left} 个下级没有列出` : ""}）`;
    const state = new URLSearchParams({ unit: place.dataset.unit, colour: document.getElementById("colour").value });
    [...opened].filter((unit) => unit !== place.dataset.unit && seen.has(unit)).forEach((unit) => state.append("open", unit));
    window.history.replaceState(null, "", `/graph?${state}`);
    place.dataset.shown = String(nodes.size);
  };

  // The same as a list, for the keyboard and for readers: each unit that has something below it can be opened and folded there too.
  const list = (nodes, seen) => {
    const lines = [...nodes.values()].map((node) => {
      const line = document.createElement("li"), link = document.createElement("a"), rest = document.createElement("span");
      link.href = `/graph?unit=${encodeURIComponent(node.id)}`;
      link.textContent = node.name;
      rest.textContent = ` ${node.id}　${node.branch}${node.shown ? `　完成率 ${node.shown}` : ""} `;
      line.append(link, rest);
      if (node.opens && node.id !== place.dataset.unit) {
        const button = document.createElement("button");
        button.className = "plain small";
        button.dataset.unit = node.id;
        button.textContent = seen.has(node.id) ? "收起" : "展开";
        button.setAttribute("aria-expanded", String(seen.has(node.id)));
        button.setAttribute("aria-label", `${button.textContent}${node.name}`);
        line.append(button);
      }
      return line;
    });
    const focus = document.activeElement && document.activeElement.dataset.unit;
    document.getElementById("listed").replaceChildren(...lines);
    const again = [...document.querySelectorAll("#listed button")].find((one) => one.dataset.unit === focus);
    if (again) again.focus();
  };

  const toggle = async (unit) => {
    if (opened.has(unit) && reached().seen.has(unit)) opened.delete(unit);
    else { opened.add(unit); if (!told.has(unit)) await ask(unit); }
    show();
  };

  const fold = () => {
    opened.clear();
    opened.add(place.dataset.unit);
    show();
  };

  const begin = async () => {
    const state = new URLSearchParams(window.location.search);
    if (state.get("colour") === "rate") document.getElementById("colour").value = "rate";
    state.getAll("open").forEach((unit) => opened.add(unit));
    for (const unit of [...opened]) await ask(unit);
    show();
  };

  const save = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const escape = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const asSvg = () => {
    const box = drawn.elements().boundingBox();
    const lines = drawn.edges().map((edge) => {
      const [from, to] = [edge.sourceEndpoint(), edge.targetEndpoint()];
      const dash = { leads: "", paired: ' stroke-dasharray="6 4"', resides: ' stroke-dasharray="2 3"' }[edge.data("kind")];
      const [colour, end] = { leads: ["#8c959f", ' marker-end="url(#tip)"'], paired: ["#b3261e", ""], resides: ["#0b7285", ""] }[edge.data("kind")];
      return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colour}" stroke-width="1.5"${dash}${end}/>`;
    });
    const dots = drawn.nodes().map((node) => {
      const at = node.position();
      const edge = node.data("middle") ? ' stroke="#1f2328" stroke-width="4"' : "";
      const dot = node.data("opens") ? `<rect x="${at.x - 13}" y="${at.y - 10}" width="26" height="20" rx="4" fill="${node.data("fill")}"${edge}/>`
        : `<circle cx="${at.x}" cy="${at.y}" r="10" fill="${node.data("fill")}"${edge}/>`;
      return dot
        + `<text x="${at.x}" y="${at.y + 25}" text-anchor="middle" font-size="12">${escape(node.data("name"))}</text>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - 20} ${box.y1 - 20} ${box.w + 40} ${box.h + 40}" `
      + `font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif"><defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" `
      + `markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#8c959f"/></marker></defs>${lines.join("")}${dots.join("")}</svg>`;
  };

  // A click opens or folds; a double click puts the unit into the middle, and so does a click on one with nothing below it.
  const move = (unit) => window.location.assign(`/graph?unit=${encodeURIComponent(unit)}`);
  drawn.on("onetap", "node", (event) => {
    const node = event.target.data();
    if (node.middle) return;
    if (node.opens) toggle(node.id); else move(node.id);
  });
  drawn.on("dbltap", "node", (event) => move(event.target.id()));
  document.getElementById("listed").addEventListener("click", (event) => { if (event.target.dataset.unit) toggle(event.target.dataset.unit); });
  document.getElementById("colour").addEventListener("change", show);
  document.getElementById("fit").addEventListener("click", () => drawn.fit(undefined, 30));
  document.getElementById("fold").addEventListener("click", fold);
  document.getElementById("png").addEventListener("click", async () =>
    save("affiliation.png", await drawn.png({ output: "blob-promise", full: true, scale: 2, bg: "#ffffff" })));
  document.getElementById("svg").addEventListener("click", () => save("affiliation.svg", new Blob([asSvg()], { type: "image/svg+xml" })));
  document.querySelectorAll(".chip").forEach((chip) => { chip.style.backgroundColor = COLOURS[chip.dataset.colour % COLOURS.length]; });
  begin();
})();
