"""Allegro's own description of its API, and whether an exchange fits it.

The description is not part of the project: its path is in ALLEGRO_OPENAPI, or it lies beside the project.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from simulator.errors import BETA, PUBLIC

BESIDE = Path(__file__).parents[3] / "shared" / "allegro" / "openapi.yaml"
READERS: dict[str, Callable[[bytes], Any]] = {BETA: json.loads, PUBLIC: json.loads}
LANGUAGES: dict[str, Callable[[Any], Any]] = {"BCP-47 language code": str}  # the library knows no such format


@dataclass(frozen=True)
class Description:
    """Both read the same description; `strict` takes no field that is not in it."""

    lenient: OpenAPI
    strict: OpenAPI

    def check(self, response: requests.Response) -> requests.Response:
        """Raises when the request or the answer breaks the description; gives the answer back."""
        asked, answer = mocked(response)
        self.lenient.validate_request(asked)
        self.lenient.validate_response(asked, answer)
        return response

    def check_our_request(self, response: requests.Response) -> None:
        """Raises when the request has a field, or a word in its query, that Allegro does not know."""
        asked, _answer = mocked(response)
        read = self.strict.unmarshal_request(asked)
        read.raise_for_errors()
        # The address to upload to is Allegro's own and taken as it came, query included.
        given = asked.parameters.query.keys() if asked.method != "put" else set()
        unknown = given - read.parameters.query.keys()
        assert not unknown, f"{asked.path} does not know {unknown}"


def load() -> Description:
    """Read it, or skip the test where there is none."""
    path = Path(os.environ.get("ALLEGRO_OPENAPI") or BESIDE)
    if not path.exists():
        pytest.skip("Allegro's description of its API is not here; set ALLEGRO_OPENAPI to its path.")
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    allow_null_in_enums(described)
    lenient = Config(extra_media_type_deserializers=READERS, extra_format_unmarshallers=LANGUAGES)
    strict = replace(lenient, additional_properties_default_policy="forbid")
    return Description(OpenAPI.from_dict(described, lenient), OpenAPI.from_dict(described, strict))


def allow_null_in_enums(node: Any) -> None:
    """A nullable enum admits null; the validator wants it listed, the description does not list it."""
    if isinstance(node, dict):
        if node.get("nullable") is True and "enum" in node and None not in node["enum"]:
            node["enum"].append(None)
        for part in node.values():
            allow_null_in_enums(part)
    elif isinstance(node, list):
        for part in node:
            allow_null_in_enums(part)


def mocked(response: requests.Response) -> tuple[MockRequest, MockResponse]:
    """The same exchange, as if it had gone to Allegro."""
    sent, address = response.request, urlsplit(str(response.request.url))
    asked = MockRequest(
        "https://api.allegro.pl",
        str(sent.method).lower(),
        address.path,
        args=parse_qs(address.query),
        headers=dict(sent.headers),
        data=_bytes(sent.body),
        content_type=sent.headers.get("Content-Type", ""),
    )
    kind = response.headers.get("Content-Type", "")
    return asked, MockResponse(response.content, response.status_code, dict(response.headers), kind)


def _bytes(body: Any) -> bytes | None:
    """A request's body; a file was read to its end when it was sent."""
    if hasattr(body, "seek"):
        body.seek(0)
        body = body.read()
    return body.encode() if isinstance(body, str) else body
