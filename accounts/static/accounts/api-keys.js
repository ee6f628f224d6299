"use strict";

// Reloading the page that shows a new key must not make another one.
history.replaceState(null, "", location.href);

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // Not over plain http: then the text is selected, ready for Ctrl-C.
    getSelection().selectAllChildren(source);
    button.textContent = button.dataset.selected;
    return;
  }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
