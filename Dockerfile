# segmon in a container: `make wheel`, then `docker build . -t segmon`; see docs/installing.md.
FROM python:3.12-slim
COPY requirements.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY dist/segmon-*.whl /tmp/
RUN pip install --no-cache-dir --no-deps /tmp/segmon-*.whl \
    && useradd --create-home segmon && install -d -o segmon /data
USER segmon
WORKDIR /data
ENTRYPOINT ["segmon"]
CMD ["--help"]
