"use strict";

// Swagger UI has a dark dress, and puts it on by this class.
document.documentElement.classList.toggle("dark-mode", window.matchMedia("(prefers-color-scheme: dark)").matches);

const page = document.getElementById("swagger-ui");
SwaggerUIBundle({ url: page.dataset.url, domNode: page, deepLinking: true, validatorUrl: null });
