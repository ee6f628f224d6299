"use strict";

// Choose the browser's own time zone, unless something was chosen already.
for (const select of document.querySelectorAll("select[data-detect]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select.value === "UTC" && [...select.options].some((option) => option.value === zone)) select.value = zone;
}
