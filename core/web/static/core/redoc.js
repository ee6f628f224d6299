"use strict";

const fontFamily = "sans-serif";
const LIGHT = { spacing: { sectionVertical: 20 }, typography: { fontFamily, headings: { fontFamily } } };
const DARK = {
  ...LIGHT,
  typography: { ...LIGHT.typography, code: { color: "#ffb4a9", backgroundColor: "#202a28" } },
  colors: {
    primary: { main: "#5ecfc1" },
    success: { main: "#6fcf97" },
    error: { main: "#ff8a80" },
    text: { primary: "#e7edeb", secondary: "#9eaba7" },
    gray: { 50: "#181f1e", 100: "#202a28" },
    border: { dark: "#2d3836", light: "#101514" },
    responses: { success: { backgroundColor: "#13261f" }, error: { backgroundColor: "#2b1a19" } },
  },
  schema: { linesColor: "#3f5450", nestedBackground: "#181f1e" },
  sidebar: { backgroundColor: "#181f1e", textColor: "#e7edeb" },
  rightPanel: {
    backgroundColor: "#181f1e",
    servers: { overlay: { backgroundColor: "#202a28", textColor: "#e7edeb" }, url: { backgroundColor: "#101514" } },
  },
  codeBlock: { backgroundColor: "#101514" },
  fab: { backgroundColor: "#202a28", color: "#5ecfc1" },
};

// Redoc's logo is another site's, whatever the options say: it stays without an address. Redoc draws no other image.
HTMLImageElement.prototype.setAttribute = () => {};
Object.defineProperty(HTMLImageElement.prototype, "src", { set() {} });

const page = document.getElementById("redoc");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", () => location.reload());
Redoc.init(page.dataset.url, { theme: dark.matches ? DARK : LIGHT, hideSchemaPattern: true }, page);
