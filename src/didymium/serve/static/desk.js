"use strict";
// Everything works without this file; it adds: progress of a run, sorting, the scenario form, the slider.

for (const box of document.querySelectorAll("[data-job]")) {
  const at = `/api/v1/jobs/${encodeURIComponent(box.dataset.job)}`;
  const bar = box.querySelector("progress");
  const events = new EventSource(`${at}/events`);
  events.onmessage = (event) => {
    const job = JSON.parse(event.data);
    box.querySelector(".run-state").textContent = job.state === "waiting" ? "Waiting" : "Running";
    if (job.of) {
      bar.max = job.of;
      bar.value = job.done;
      box.querySelector(".run-step").textContent = `${job.done} of ${job.of} draws`;
    }
    if (["done", "failed", "cancelled"].includes(job.state)) {
      events.close();
      location.reload();
    }
  };
  box.querySelector(".stop").addEventListener("click", () => fetch(at, { method: "DELETE" }));
}

const valueOf = (row, at) => {
  const text = row.cells[at].textContent.trim();
  const number = parseFloat(text.replace(/[,$%\s]/g, ""));
  return Number.isNaN(number) ? text.toLowerCase() : number;
};
for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [valueOf(a, at), valueOf(b, at)];
        if (x === "" || y === "") return x === y ? 0 : x === "" ? 1 : -1;
        const order = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === "number" ? -1 : 1;
        return up ? order : -order;
      });
      table.tBodies[0].append(...rows);
    });
  });
}

for (const slider of document.querySelectorAll("[data-sets]")) {
  const field = slider.form.elements[slider.dataset.sets];
  const said = slider.parentElement.querySelector("output");
  const say = () => { said.textContent = `$${Number(slider.value / 1e6).toLocaleString("en")} million`; };
  slider.addEventListener("input", () => { field.value = slider.value; say(); });
  field.addEventListener("input", () => { slider.value = Number(field.value); say(); });
  slider.addEventListener("change", () => { if (document.querySelector(".planned")) slider.form.requestSubmit(); });
}

const builder = document.querySelector("[data-builder]");
if (builder) {
  const given = (name) => builder.querySelector(`[name="${name}"]`).value.trim();
  const list = (name) => `[${given(name).split(",").map((w) => JSON.stringify(w.trim())).join(", ")}]`;
  builder.querySelector("[data-fill]").addEventListener("click", () => {
    const lines = [
      "name: my-scenario",
      `title: ${JSON.stringify(`${given("exporter")} lets ${given("allowed")} of its ${given("minerals")} pass`)}`,
      `start: ${given("from")}`,
      `months: ${given("months")}`,
      "as_of: latest",
      "restrictions:",
      `  - exporter: ${JSON.stringify(given("exporter"))}`,
      `    importers: ${list("importers")}`,
      `    minerals: ${list("minerals")}`,
      ...(given("stage") ? [`    stages: [${given("stage")}]`] : []),
      `    from: ${given("from")}`,
      ...(given("to") ? [`    to: ${given("to")}`] : []),
      `    allowed: ${given("allowed")}`,
    ];
    const text = document.getElementById("yaml");
    text.value = lines.join("\n") + "\n";
    text.focus();
  });
}

const proposals = [...document.querySelectorAll(".proposal")];
if (proposals.length) {
  let at = -1;
  const go = (n) => { at = Math.min(Math.max(n, 0), proposals.length - 1); proposals[at].focus(); proposals[at].scrollIntoView({ block: "nearest" }); };
  const press = (does) => {
    const button = at >= 0 && proposals[at].querySelector(`button[value="${does}"]`);
    if (button) button.form.requestSubmit(button);
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(at + 1);
    if (event.key === "k") go(at - 1);
    if (event.key === "a") press("accept");
    if (event.key === "r") press("reject");
  });
}
