# The minor version is pinned; its patches come with a rebuild.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/bot
COPY pyproject.toml constraints.txt README.md LICENSE ./
# What hatchling builds with is pinned too, so it is installed here and not fetched behind our back.
# hadolint ignore=DL3013
RUN /opt/bot/bin/pip install --no-cache-dir -c constraints.txt hatchling editables
COPY bot ./bot
# hadolint ignore=DL3013
RUN /opt/bot/bin/pip install --no-cache-dir --no-build-isolation -c constraints.txt '.[charts,postgres]'

FROM python:3.11-slim-bookworm
ENV PATH=/opt/bot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ALIVE_FILE=/tmp/bot-alive \
    WEBHOOK_HOST=0.0.0.0
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin bot \
    && install --directory --owner=bot --group=bot /app /app/var
COPY --from=build /opt/bot /opt/bot
WORKDIR /app
USER 10001
VOLUME ["/app/var"]
EXPOSE 8443
# The running bot touches the file every few seconds; an old one, or none, means that its loops stand still.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, sys, time; sys.exit(time.time() - os.stat(os.environ['ALIVE_FILE']).st_mtime > 60)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
