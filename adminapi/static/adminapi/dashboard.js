// Keeps the figures of the page fresh while somebody looks at it: what has changed is replaced, and the reader's focus,
// place and opened tables stay. Without it the page is as it was when it was loaded, and says of when.
"use strict";

const EVERY = 10_000;
const PATIENCE = 8_000;
const FOCUSABLE = "a[href], button, summary, [tabindex]";

const figures = document.getElementById("figures");
const trouble = document.getElementById("trouble");
const pause = document.getElementById("pause");
let isAsking = false;

async function refresh() {
  if (isAsking) return;
  isAsking = true;
  try {
    show(await fetched());
    say("");
  } catch (error) {
    say(`The figures could not be refreshed: ${error.isOurs ? error.message : "Torale does not answer."}`);
  }
  isAsking = false;
}

async function fetched() {
  const answer = await fetch(figures.dataset.url, {
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok && fresh.getElementById("refreshed")) return fresh;
  const isAway = answer.type === "opaqueredirect" || answer.status === 403;
  const why = isAway ? "you are signed out. Reload the page." : `Torale answers ${answer.status}.`;
  throw Object.assign(new Error(why), { isOurs: true });
}

function show(fresh) {
  const parts = [...figures.querySelectorAll("[data-part]")];
  const seen = parts.find((part) => part.getBoundingClientRect().bottom > 0);
  const top = seen?.getBoundingClientRect().top;
  for (const part of parts) replace(part, fresh.getElementById(part.id));
  if (seen) window.scrollBy(0, document.getElementById(seen.id).getBoundingClientRect().top - top);
}

function replace(old, fresh) {
  for (const open of old.querySelectorAll("details[open]")) fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
  if (old.isEqualNode(fresh)) return;
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const scrolled = [...old.querySelectorAll(".scrolls")].map((box) => [box.id, box.scrollTop, box.scrollLeft]);
  old.replaceWith(fresh);
  for (const [id, top, left] of scrolled) document.getElementById(id)?.scrollTo(left, top);
  if (focused) {
    const same = [...fresh.querySelectorAll(FOCUSABLE)].find((element) => nameOf(element) === focused);
    same?.focus({ preventScroll: true });
  }
}

function nameOf(element) {
  return element.id || element.getAttribute("href") || element.parentElement.id;
}

// Told once, not at each attempt, to those who hear the page.
function say(text) {
  figures.classList.toggle("stale", text !== "");
  if (trouble.textContent !== text) trouble.textContent = text;
}

function isPaused() {
  return pause.getAttribute("aria-pressed") === "true";
}

function refreshIfSeen() {
  if (document.visibilityState === "visible" && !isPaused()) refresh();
}

pause.hidden = false;
pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!isPaused()));
  refreshIfSeen();
});
document.addEventListener("visibilitychange", refreshIfSeen);
setInterval(refreshIfSeen, EVERY);
