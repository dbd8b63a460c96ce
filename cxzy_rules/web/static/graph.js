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

  const arrange = () => drawn.layout({ name: "breadthfirst", directed: true, spacingFactor: 1.1, animate: false, padding: 30 }).run();

  const open = async (unit) => {
    const answer = await fetch(`/graph/data?unit=${encodeURIComponent(unit)}`);
    const told = await answer.json();
    if (!answer.ok) { document.getElementById("said").textContent = told.said; return; }
    told.nodes.forEach((node) => {
      if (drawn.getElementById(node.id).empty()) drawn.add({ group: "nodes", data: { ...node, middle: node.id === place.dataset.unit, fill: "#888" } });
    });
    told.ties.forEach((tie) => { if (drawn.getElementById(tie.id).empty()) drawn.add({ group: "edges", data: tie }); });
    drawn.getElementById(unit).data("open", true);
    paint();
    arrange();
    place.dataset.shown = String(drawn.nodes().length);
    document.getElementById("said").textContent = told.left_out ? `还有 ${told.left_out} 个下级没有画出` : "";
  };

  const fold = () => {
    drawn.elements().remove();
    open(place.dataset.unit);
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
      return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="#8c959f"${dash}/>`;
    });
    const dots = drawn.nodes().map((node) => {
      const at = node.position();
      return `<circle cx="${at.x}" cy="${at.y}" r="10" fill="${node.data("fill")}"/>`
        + `<text x="${at.x}" y="${at.y + 25}" text-anchor="middle" font-size="12">${escape(node.data("name"))}</text>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - 20} ${box.y1 - 20} ${box.w + 40} ${box.h + 40}" `
      + `font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif">${lines.join("")}${dots.join("")}</svg>`;
  };

  drawn.on("tap", "node", (event) => {
    const node = event.target.data();
    if (node.opens && !node.open) open(node.id);
    else window.location.assign(`/graph?unit=${encodeURIComponent(node.id)}`);
  });
  document.getElementById("colour").addEventListener("change", paint);
  document.getElementById("fit").addEventListener("click", () => drawn.fit(undefined, 30));
  document.getElementById("fold").addEventListener("click", fold);
  document.getElementById("png").addEventListener("click", async () =>
    save("affiliation.png", await drawn.png({ output: "blob-promise", full: true, scale: 2, bg: "#ffffff" })));
  document.getElementById("svg").addEventListener("click", () => save("affiliation.svg", new Blob([asSvg()], { type: "image/svg+xml" })));
  document.querySelectorAll(".chip").forEach((chip) => { chip.style.backgroundColor = COLOURS[chip.dataset.colour % COLOURS.length]; });
  open(place.dataset.unit);
})();
