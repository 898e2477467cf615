# One image for every process of Parley; docker-compose.yml says which of them run.

FROM python:3.12-slim AS build
WORKDIR /parley
COPY requirements/base.txt requirements/
RUN python -m venv --without-pip /opt/parley \
 && pip --python /opt/parley/bin/python install --no-cache-dir --require-hashes -r requirements/base.txt
ENV PATH=/opt/parley/bin:$PATH
COPY . .
# Without an environment Parley is its embedded default, which needs no secret and makes its own: they stay in /tmp, here.
RUN pybabel --quiet compile --directory locale --domain django \
 && PARLEY_DATA_DIR=/tmp/build python manage.py collectstatic --no-input \
 && python -m compileall -q .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home parley && install --directory --owner parley /data
COPY --from=build /opt/parley /opt/parley
COPY --from=build /parley /parley
WORKDIR /parley
ENV PATH=/opt/parley/bin:$PATH PARLEY_DATA_DIR=/data PYTHONUNBUFFERED=1
USER parley
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "config.healthcheck", "web"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000"]
