"use strict";

const page = document.getElementById("redoc");
const fontFamily = "sans-serif";
const theme = { spacing: { sectionVertical: 20 }, typography: { fontFamily, headings: { fontFamily } } };
Redoc.init(page.dataset.url, { theme }, page);
