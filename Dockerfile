# One image for web, worker, beat and migrate; what each runs stands in docker-compose.yml.
FROM python:3.11-slim AS packages
COPY requirements.txt /requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

FROM python:3.11-slim
# What sets the lines of a PDF (hoaip/paper/press.py); its letters come with the packages.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && mkdir -p /srv/hoaip/var/media /srv/hoaip/var/beat /srv/hoaip/backups \
    && chown -R portal /srv/hoaip/var /srv/hoaip/backups
WORKDIR /srv/hoaip
COPY --from=packages /opt/venv /opt/venv
COPY . .
# Static files and catalogues need no database; the profile that has no secret makes them.
RUN python -m hoaip.catalogues \
    && PROFILE=development STATIC_MANIFEST=1 python manage.py collectstatic --no-input --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "hoaip.wsgi:application", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
