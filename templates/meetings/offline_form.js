(() => {
  "use strict";
  const all = (where, what) => [...where.querySelectorAll(what)];
  const first = document.getElementById("save");
  const said = document.getElementById("said");
  const place = "hoaip-form-" + document.body.dataset.form;
  const rows = () => all(document, "[data-row]");
  const cells = (row) => all(row, "[data-cell]").map((cell) => cell.value);

  const keep = () => {
    try {
      const typed = rows().map((row) => [row.dataset.row, cells(row)]);
      localStorage.setItem(place, JSON.stringify(typed));
      said.textContent = document.body.dataset.kept;
    } catch { said.textContent = ""; }
  };

  const more = (name) => {
    const last = all(document, '[data-row="' + name + '"]').pop();
    const next = last.cloneNode(true);
    for (const cell of all(next, "[data-cell]")) {
      if (cell.tagName !== "SELECT") cell.value = "";
      cell.removeAttribute("id");
    }
    for (const number of all(next, "[data-number]")) number.textContent = "";
    last.after(next);
    return next;
  };

  const bring = () => {
    let typed = null;
    try { typed = JSON.parse(localStorage.getItem(place)); } catch { return; }
    if (!Array.isArray(typed)) return;
    const waiting = {};
    for (const row of rows()) (waiting[row.dataset.row] ||= []).push(row);
    for (const [name, values] of typed) {
      if (name === "form" || !waiting[name]) continue;
      const row = waiting[name].shift() || more(name);
      all(row, "[data-cell]").forEach((cell, place) => {
        if (!cell.readOnly && cell.type !== "hidden") cell.value = values[place] ?? cell.value;
      });
    }
    said.textContent = document.body.dataset.kept;
  };

  const quoted = (text) => {
    const safe = /^[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
    return '"' + safe.replaceAll('"', '""') + '"';
  };

  const written = () => {
    const lines = [["field", "value", "", "", ""]];
    for (const row of rows()) {
      const values = cells(row);
      const told = all(row, "[data-cell]").some((cell, place) => !cell.hasAttribute("data-given") && values[place].trim());
      if (row.dataset.row === "form" || told) lines.push([row.dataset.row, ...values]);
    }
    return "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  };

  first.addEventListener("click", () => {
    const link = document.createElement("a");
    const address = URL.createObjectURL(new Blob([written()], { type: "text/csv;charset=utf-8" }));
    link.href = address;
    link.download = document.body.dataset.name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    said.textContent = document.body.dataset.saved;
  });
  for (const button of all(document, "[data-more]")) {
    button.hidden = false;
    button.addEventListener("click", () => all(more(button.dataset.more), "[data-cell]").find((cell) => cell.type !== "hidden").focus());
  }
  document.addEventListener("input", keep);
  bring();
  document.getElementById("foot").hidden = false;
})();
