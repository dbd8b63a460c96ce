// Every change that htmx sends bears the token of the page it stands on.
"use strict";
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf-token"]').content;
});
// An answer that says what is wrong is shown where the answer was to stand.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// A form that sends a file or a change goes as our own request, so that it can bear the token; the page that answers takes this one's place.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-sent]") || event.defaultPrevented) return;
  event.preventDefault();
  const said = document.getElementById("said");
  const button = event.submitter;
  said.textContent = "正在处理，请稍等……";
  const told = new FormData(form, button);
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content },
      body: form.enctype === "multipart/form-data" ? told : new URLSearchParams(told),
    });
    const text = await answer.text();
    if (answer.redirected) { window.location.assign(answer.url); return; }
    const page = new DOMParser().parseFromString(text, "text/html");
    const main = page.querySelector("main");
    if (main) { document.querySelector("main").replaceWith(main); document.title = page.title; main.focus(); said.textContent = ""; }
    else said.textContent = text;
  } catch (error) {
    said.textContent = "没有送到，请看看程序是不是还开着，再试一次";
  }
  if (button) button.disabled = false;
});
// A sheet on paper shows what is folded away on the screen.
window.addEventListener("beforeprint", () => document.querySelectorAll("details.sheet").forEach((one) => { one.open = true; }));
document.addEventListener("click", (event) => { if (event.target.matches("[data-print]")) window.print(); });
