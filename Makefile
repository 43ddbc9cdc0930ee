PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup brief serve test lint docs wheel sbom lock gallery clean

setup: $(STAMP)  ## create .venv with the locked dependencies

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "didymium needs Python 3.11 or newer, for example: make PYTHON=python3.12 setup"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet 'uv>=0.5'
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes \
	  --requirements requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src
	@$(BIN)/didymium simulate china-ree-2025 --draws 16 --json >/dev/null  # compiles the kernel into the user's cache
	@touch $(STAMP)

brief: setup  ## the main job on the article that ships in examples/
	@$(BIN)/didymium brief examples/us-rare-earths-drive.html --show --out briefs/us-rare-earths-drive.html

PORT ?= 8000
serve: setup  ## the dashboard and the HTTP API at http://127.0.0.1:8000; another port: make serve PORT=8080
	@$(BIN)/didymium serve --first examples --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/didymium world check --errors --edition-only

test: lint  ## lint, types, import contracts and the whole suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

docs: setup  ## build the documentation without warnings into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

wheel: setup  ## build the wheel and try it in a clean environment
	rm -rf dist && $(BIN)/python -m build --wheel --outdir dist >/dev/null
	$(PYTHON) -m venv --clear build/smoke
	$(BIN)/uv pip install --quiet --python build/smoke/bin/python --requirements requirements.lock dist/*.whl
	cd build && smoke/bin/python ../tests/smoke.py

sbom:  ## a software bill of materials from the lock, in dist/
	$(BIN)/python scripts/sbom.py requirements.lock dist/didymium.cdx.json

lock:  ## resolve the dependencies again
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock

clean:
	rm -rf .venv build dist site briefs
