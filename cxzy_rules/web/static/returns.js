// Files dropped on the page are chosen; rows are walked and decided by keys. A key counts only while a row, and nothing within it, is written in.
"use strict";
document.addEventListener("dragover", (event) => { if (document.querySelector("form.drop")) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  const form = document.querySelector("form.drop");
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  form.querySelector("input[type=file]").files = event.dataTransfer.files;
  form.requestSubmit();
});
function go(row) {
  if (!row) return;
  for (const other of row.parentElement.querySelectorAll("tr[tabindex='0']")) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus();
}
document.addEventListener("keydown", (event) => {
  const row = event.target.closest && event.target.closest("table.returned tbody tr");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "arrowdown" || key === "j") go(row.nextElementSibling);
  else if (key === "arrowup" || key === "k") go(row.previousElementSibling);
  else if (key === " " && event.target === row) row.querySelector("input[type=checkbox]").click();
  else if (["a", "r", "u"].includes(key)) row.querySelector(`button[data-key="${key}"]`)?.click();
  else return;
  event.preventDefault();
});
document.addEventListener("change", (event) => {
  if (event.target.id !== "every") return;
  for (const box of document.querySelectorAll("table.returned input[name=row]")) box.checked = event.target.checked;
});
// What was decided is said; the row keeps the keys, and its box knows what was seen last.
document.addEventListener("htmx:afterSwap", (event) => {
  const cell = event.detail.target;
  const row = cell.closest && cell.closest("table.returned tbody tr");
  if (!row || !cell.classList.contains("said")) return;
  row.querySelector("input[name=row]").value = cell.querySelector("input.seen").value;
  document.getElementById("said").textContent = cell.querySelector("span").textContent;
  go(row);
});
