"""Settings, all read from the environment; docs/settings.md says what each one means."""

from datetime import timedelta
from urllib.parse import urlsplit

from adminapi import admin_look
from core.api import rates
from core.env import BASE_DIR, broker_url, database, env, home, optional_limit, origins, secret_key, url_prefixes
from core.ops import logs
from core.web import client_address
from launcher import embedded, running

TORALE_HOME = home()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key()
PUBLIC_URL = running.public_url()
_public = urlsplit(PUBLIC_URL)

# ── Hosts, apps, middleware ──────────────────────────────────────────────────────────────────
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname or "", "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "corsheaders",
    "core.db",
    "core.web",
    "config",
    "accounts",
    "notifications",
    "tasks_app",
    "adminapi",
    "django_htmx",
    "webapp",
]
MIDDLEWARE = [
    "core.ops.health.HealthMiddleware",
    "core.ops.access.AccessLog",
    "corsheaders.middleware.CorsMiddleware",  # answers preflights, which carry no credential
    "core.web.middleware.PageSecurity",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.RateLimitHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "core.web.middleware.ConditionalGet",
    "core.web.middleware.OptionalTrailingSlash",
    "core.web.middleware.PageSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.web.middleware.PageUsers",
    "webapp.middleware.PageLocale",
    "django_htmx.middleware.HtmxMiddleware",
    "adminapi.audit.AuditLog",
    "accounts.clerk.middleware.CurrentRoleInAdmin",
    "core.web.middleware.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Scripts of these origins may use the API, with a key that they have: nothing that a browser adds by itself is sent.
CORS_ALLOWED_ORIGINS = origins("TORALE_CORS_ORIGINS")
CORS_URLS_REGEX = r"^/(api/|auth/|openapi\.json$|admin/(stats|queries|executions|errors|temporal|users)(/|$))"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    *("ETag", "Idempotent-Replayed", "Retry-After", "X-Total-Count"),
    *("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "core" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "webapp.signs.context",
            ],
            "builtins": ["core.web.templatetags.moments"],
            "libraries": {"navigation": "core.web.templatetags.navigation"},
        },
    },
]
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

UNFOLD = admin_look.UNFOLD

# ── Security: whatever needs https is on as soon as the public address is https ──────────────────
_https = _public.scheme == "https"
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ── Database and Redis ─────────────────────────────────────────────────────────────────────────
_database_url = env.str("DATABASE_URL", default="")
# The owner of the tables. Without it the application's role migrates as well. The embedded PostgreSQL always has one.
_owner_url = env.str("DATABASE_OWNER_URL", default="") or (
    "" if _database_url else embedded.database_url(TORALE_HOME, embedded.OWNER)
)
_database_options = {
    "connect_timeout": 5,
    "application_name": "torale",
    "prepare_threshold": None,  # see core.db.backend.prepared
    # A machine that has gone without a word is not waited for, on either side of the connection.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    # A statement that waits this long is a fault to be seen, not to be waited for; and neither a process that is frozen
    # within a transaction nor a machine that has gone without a word must hold its locks for ever.
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
}
DATABASES = {
    "default": database(_database_url or embedded.database_url(TORALE_HOME), "core.db.backend", _database_options)
}
DATABASE_OWNER = database(_owner_url, "core.db.backend", _database_options) if _owner_url else None
# Workers give their connection back to a pool after each job; the web server's threads keep theirs.
CONN_MAX_AGE = DATABASES["default"]["CONN_MAX_AGE"] = env.int("TORALE_DB_CONN_MAX_AGE", default=0)
if _connections := env.int("TORALE_DB_POOL", default=0):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": _connections,
        "timeout": 10,
        "max_idle": 60,
        # Given up soon, so that whoever asks next tries anew: the pauses between tries would grow to minutes.
        "reconnect_timeout": 5,
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="") or embedded.redis_url(TORALE_HOME)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "torale",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["core.formats"]
USE_I18N = True
LANGUAGES = [("en", "English"), ("de", "Deutsch")]

# ── Users ──────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL = "sign-in", "my-tasks"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
TORALE_SIGNUP = env.str("TORALE_SIGNUP", default="closed")

# Clerk; without an issuer there is none.
CLERK_ISSUER = env.str("CLERK_ISSUER", default="").rstrip("/")
CLERK_JWKS_URL = env.str("CLERK_JWKS_URL", default="") or f"{CLERK_ISSUER}/.well-known/jwks.json"
CLERK_API_URL = env.str("CLERK_API_URL", default="https://api.clerk.com").rstrip("/")
CLERK_SECRET_KEY = env.str("CLERK_SECRET_KEY", default="")
CLERK_AUTHORIZED_PARTIES = tuple(party.rstrip("/") for party in url_prefixes("CLERK_AUTHORIZED_PARTIES"))

# ── The API ──────────────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["core.api.wire.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.wire.ORJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.api.wire.OnlyJSON",
    "DEFAULT_METADATA_CLASS": "core.api.wire.NoMetadata",
    "DEFAULT_SCHEMA_CLASS": "core.api.openapi.ToraleSchema",
    "EXCEPTION_HANDLER": "core.api.exceptions.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Torale",
    "DESCRIPTION": (BASE_DIR / "core" / "api" / "introduction.md").read_text(encoding="utf-8"),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "GET_LIB_DOC_EXCLUDES": "core.api.openapi.undescribed",
    "POSTPROCESSING_HOOKS": [],  # enums stay where they are used
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "TAGS": [
        {"name": "Authentication", "description": "Who you are, and the keys that speak for you."},
        {"name": "Tasks", "description": "What is watched for you."},
        {"name": "Executions", "description": "Each search-and-evaluate of a task, and what it found."},
        {
            "name": "Webhooks",
            "description": (
                "Your default webhook, the secret that signs all, and every delivery."
                " `docs/webhooks.md` shows how to verify one."
            ),
        },
        {"name": "Notifications", "description": "What you were told, and what became of it."},
        {"name": "Sharing", "description": "What everybody may read, and copy."},
        {"name": "Administration", "description": "The platform's figures and lists, for those with the role `admin`."},
    ],
}

# ── Celery ───────────────────────────────────────────────────────────────────────────────────────
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_TASK_SEND_SENT_EVENT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_LIMIT = 20
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "ack_emulation": False,
    # Without these a frozen broker would hang publishers, the web included, without end.
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "sep": ":",
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_BEAT_SCHEDULER = "tasks_app.scheduling.beat:DueScheduler"
# Seconds between two looks at what is due: what a run is late on average is half of them.
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.25
# Written down at once, that whoever takes over from a beat that was killed does not fire again what it has fired.
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULE = {
    "delete-old": {
        "task": "maintenance.delete_old",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "tell-operators": {
        "task": "maintenance.tell_operators",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "send-notices": {
        "task": "maintenance.send_notices",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "forget-answers": {
        "task": "maintenance.forget_answers",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "fold-figures": {
        "task": "maintenance.fold_figures",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
}

# ── Email ────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Torale <torale@{_public.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.transports.outbox.OutboxBackend"
EMAIL_FILE_PATH = TORALE_HOME / "outbox"
EMAIL_TIMEOUT = 15

# ── Search ───────────────────────────────────────────────────────────────────────────────────────
SEARCH_PROVIDER = env.str("SEARCH_PROVIDER", default="auto")
GEMINI_API_KEY = env.str("GEMINI_API_KEY", default="")
GEMINI_MODEL = env.str("GEMINI_MODEL", default="gemini-flash-latest")

# ── Torale's own bounds ──────────────────────────────────────────────────────────────────────────
TORALE_MAX_TASKS_PER_USER = env.int("TORALE_MAX_TASKS_PER_USER", default=1000)
TORALE_MAX_OPEN_MANUAL = env.int("TORALE_MAX_OPEN_MANUAL", default=20)
TORALE_RATE_LIMITS = rates.parse("TORALE_RATE_LIMITS", env.str("TORALE_RATE_LIMITS", default=""))
TORALE_USER_RATE_LIMITS = rates.parse("TORALE_USER_RATE_LIMITS", env.str("TORALE_USER_RATE_LIMITS", default=""))
# Proxies whose X-Forwarded-For is trusted.
TORALE_TRUSTED_PROXIES = client_address.networks(
    "TORALE_TRUSTED_PROXIES", env.str("TORALE_TRUSTED_PROXIES", default="")
)
TORALE_ALLOWED_PRIVATE_URLS = url_prefixes("TORALE_ALLOWED_PRIVATE_URLS")
# Seconds that one search-and-evaluate may take, and after which an execution or a notification is taken for lost that a
# worker has not brought to its end.
TORALE_EXECUTION_DEADLINE = env.float("TORALE_EXECUTION_DEADLINE", default=60.0)
TORALE_EXECUTION_LEASE = env.float("TORALE_EXECUTION_LEASE", default=90.0)
TORALE_NOTIFICATION_LEASE = env.float("TORALE_NOTIFICATION_LEASE", default=60.0)
# How many executions may be under way at once, and begin within a minute: in all, and with a provider.
TORALE_LIMITS = optional_limit("TORALE_MAX_CONCURRENT"), optional_limit("TORALE_MAX_PER_MINUTE")
TORALE_PROVIDER_LIMITS = {
    "gemini": (optional_limit("GEMINI_MAX_CONCURRENT"), optional_limit("GEMINI_MAX_PER_MINUTE")),
    "web": (optional_limit("WEB_MAX_CONCURRENT"), optional_limit("WEB_MAX_PER_MINUTE")),
}
# Seconds in which a preview or a suggestion is answered, and how many may be under way at once.
TORALE_PREVIEW_DEADLINE = env.float("TORALE_PREVIEW_DEADLINE", default=58.0)
TORALE_MAX_PREVIEWS = env.int("TORALE_MAX_PREVIEWS", default=8)
# Child processes of each worker in which pages are read and judged.
TORALE_CHILDREN = env.int("TORALE_CHILDREN", default=2)

# Keep each web process on its own processor.
TORALE_PIN_WEB = env.bool("TORALE_PIN_WEB", default=False)

# Days after which executions, sends and their attempts are deleted; 0 keeps them for ever.
TORALE_RETENTION_DAYS = env.int("TORALE_RETENTION_DAYS", default=90)

# Let search engines list the first page, the public tasks and the page to explore them.
TORALE_INDEXING = env.bool("TORALE_INDEXING", default=False)

# ── Operations ───────────────────────────────────────────────────────────────────────────
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
FLOWER_URL = running.flower_url()

LOG_FORMAT = env.str("LOG_FORMAT", default="")
LOGGING = logs.config(LOG_FORMAT, debug=DEBUG)
