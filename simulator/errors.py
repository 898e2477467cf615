"""Refusals, in the words and shapes of Allegro's API."""

from starlette.responses import JSONResponse, Response

PUBLIC = "application/vnd.allegro.public.v1+json"
BETA = "application/vnd.allegro.beta.v1+json"

USER_MESSAGES = {
    "pl": "Żądanie zawiera nieprawidłowe dane. Skontaktuj się z autorem aplikacji.",
    "en": "The request contains incorrect data. Contact the author of the application.",
}


class ApiError(Exception):
    """A refusal that the API answers. `headers` go out with it, for example Retry-After."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        path: str | None = None,
        details: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """`status` is the HTTP status, `code` Allegro's error code, `path` the field at fault."""
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.path, self.details, self.headers = path, details, headers

    def response(self, language: str, media: str = PUBLIC) -> Response:
        """`{"errors": [...]}` with a message for people in the language asked for; `media` is the resource's type."""
        error = {
            "code": self.code,
            "message": self.message,
            "details": self.details,
            "path": self.path,
            "userMessage": USER_MESSAGES.get(language[:2], USER_MESSAGES["en"]),
        }
        return JSONResponse({"errors": [error]}, self.status, self.headers, media_type=media)


class AuthRefused(ApiError):
    """401, whose body has the shape of OAuth rather than of the API."""

    def __init__(self, error: str, description: str) -> None:
        """`error` is OAuth's code, such as `invalid_token`."""
        super().__init__(401, error, description, headers={"WWW-Authenticate": f'Bearer error="{error}"'})

    def response(self, language: str, media: str = PUBLIC) -> Response:
        """`{"error", "error_description"}`."""
        body = {"error": self.code, "error_description": self.message}
        return JSONResponse(body, self.status, self.headers, media_type=media)


def invalid(path: str, message: str, code: str = "VALIDATION_ERROR") -> ApiError:
    """422 for one field."""
    return ApiError(422, code, message, path=path)
