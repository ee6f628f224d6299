FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TORALE_HOME=/var/lib/torale

RUN useradd --uid 10001 --home-dir "$TORALE_HOME" --create-home torale
WORKDIR /srv/torale

COPY requirements.txt .
RUN pip install --no-cache-dir --requirement requirements.txt

COPY . .
USER torale
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "-m", "launcher.web", "launcher.web:application", "--bind=0.0.0.0:8000", \
     "--workers=2", "--threads=16", "--graceful-timeout=10"]
