// Read before the page's own text, so that no form of it can be sent without this: a form sent by itself bears no token.
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
// What was done on the page before, said on the page that shows it; it goes by itself.
document.addEventListener("DOMContentLoaded", () => {
  const news = sessionStorage.getItem("said");
  if (!news) return;
  sessionStorage.removeItem("said");
  const said = document.getElementById("said");
  said.textContent = news;
  setTimeout(() => { if (said.textContent === news) said.textContent = ""; }, 4000);
});
// The page that an answer leads to, at the form's own place in it; where it is the page that is open, as it now is.
const lead = (form, address) => {
  if (form.dataset.done) sessionStorage.setItem("said", form.dataset.done);
  const to = new URL(address);
  if (!form.dataset.place) { window.location.assign(to); return; }
  to.hash = form.dataset.place;
  if (to.pathname + to.search !== window.location.pathname + window.location.search) { window.location.assign(to); return; }
  window.history.replaceState(null, "", to);
  window.location.reload();
};
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
    if (answer.redirected) { lead(form, answer.url); return; }
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
