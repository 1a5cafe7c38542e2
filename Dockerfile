# syntax=docker/dockerfile:1
# The product in one image: `dragoman web`, `dragoman worker`, `dragoman migrate` … The database is outside (compose.yaml).
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# Pinned with hashes: a package that differs by a byte is not installed. The extras (Sentry, OpenTelemetry) lie idle until set.
COPY requirements/run.txt requirements/run.in requirements/extra.txt requirements/
RUN pip install --require-hashes -r requirements/run.txt -r requirements/extra.txt
COPY pyproject.toml README.md LICENSE ./
COPY dragoman dragoman
RUN pip install --no-deps --no-build-isolation --no-index .

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 dragoman && install -d -m 0700 -o dragoman -g dragoman /var/lib/dragoman
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DRAGOMAN_HOME=/var/lib/dragoman DRAGOMAN_HOST=0.0.0.0 DRAGOMAN_PORT=8000
USER dragoman
WORKDIR /home/dragoman
VOLUME /var/lib/dragoman
EXPOSE 8000
ENTRYPOINT ["dragoman"]
CMD ["web"]
