// Live parts of pages: nothing is asked for while the page is hidden. And the box that ticks all tasks.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) {
    event.preventDefault();
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  // A list that comes in by itself must not take away the ticks that are being set.
  if (event.detail.requestConfig.elt.id === "list" && event.target.querySelector("input[name=task]:checked")) {
    event.preventDefault();
  }
});

function showTickAll() {
  document.querySelectorAll("label.all").forEach((label) => {
    label.hidden = false;
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    event.target.form.querySelectorAll("input[name=task]").forEach((box) => {
      box.checked = event.target.checked;
    });
  }
});
document.addEventListener("DOMContentLoaded", showTickAll);
document.addEventListener("htmx:afterSettle", showTickAll);
