"use strict";

const page = document.getElementById("swagger-ui");
SwaggerUIBundle({ url: page.dataset.url, domNode: page, deepLinking: true, validatorUrl: null });
