"""The marks that services against robots, and frameworks of scripts, leave in their pages and headers."""

# Selectors; honest pages carry some of them too, but have a text of their own. The last ones are widgets within forms.
CHALLENGES = (
    "#challenge-form, #cf-challenge-running, #challenge-running, #challenge-error-text, #cf-wrapper",
    "#px-captcha, #distilCaptchaForm, #captcha-container, #captcha-form, #sec-if-cpt-container, #ddos-guard",
    ".cf-browser-verification, #turnstile-wrapper, form[action*='validateCaptcha']",
    'script[src*="captcha-delivery.com"], iframe[src*="captcha-delivery.com"], iframe[src*="_Incapsula_Resource"]',
    'script[src*="/cdn-cgi/challenge-platform/h/"], script[src*="awswaf.com"]',
    ".g-recaptcha, .h-captcha, .cf-turnstile, iframe[src*='captcha'], form[action*='captcha']",
)
# Names of headers, and what stands in their values.
CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", ""),
    ("x-datadome-response", ""),
    ("x-px-block", ""),
)
SHELL_ROOTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #main-app, #svelte, app-root, [data-reactroot], #q-app, #ember-app,"
    " #application"
)
