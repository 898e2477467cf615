"""Who gets what answer, for every URL of Parley: the one place where that is written down.

A line is a URL: its name, an address, and for each kind of person the statuses of GET/POST. `sign-in` is a redirect to
the sign-in page. A name between braces stands for the id of a thing of tests/access/things.py. A POST is sent empty;
so 422 (or 302 with a message) is the answer to somebody who may do it, 403 or 404 to somebody who may not.

A new URL needs a line in EVERY_URL. Write `?/?` for the answers at first: the test shows them as they are, and whoever
adds the line says whether they are right. A URL of something that belongs to one person needs a line in OF_ONE_PERSON,
too, in which somebody else comes to it.
"""
# ruff: noqa: E501 - a table is wider than sentences

from dataclasses import dataclass

EVERY_URL = """
# URL                                address                                            anonymous       agent      supervisor administrator

# What monitors ask
healthz                              /healthz                                           200/405         200/405    200/405    200/405
readyz                               /readyz                                            503/405         503/405    503/405    503/405

# Signing in (allauth): nobody signs up by themselves, so its page says that it is closed
accounts/email/                      /accounts/email/                                   sign-in/sign-in 302/302    302/302    302/302
account_login                        /accounts/login/                                   200/200         302/302    302/302    302/302
account_logout                       /accounts/logout/                                  302/302         200/302    200/302    200/302
account_inactive                     /accounts/inactive/                                200/405         200/405    200/405    200/405
account_signup                       /accounts/signup/                                  200/200         302/302    302/302    302/302
account_reauthenticate               /accounts/reauthenticate/                          sign-in/sign-in 200/200    200/200    200/200
account_email                        /accounts/email/                                   sign-in/sign-in 302/302    302/302    302/302
account_email_verification_sent      /accounts/confirm-email/                           200/405         200/405    200/405    200/405
account_change_password              /accounts/password/change/                         sign-in/sign-in 200/200    200/200    200/200
account_set_password                 /accounts/password/set/                            sign-in/sign-in 302/302    302/302    302/302
account_reset_password               /accounts/password/reset/                          200/200         200/200    200/200    200/200
account_confirm_login_code           /accounts/login/code/confirm/                      sign-in/sign-in 302/302    302/302    302/302
account_confirm_email                /accounts/confirm-email/unknown/                   200/404         200/404    200/404    200/404
account_reset_password_from_key_done /accounts/password/reset/key/done/                 200/405         200/405    200/405    200/405
account_reset_password_from_key      /accounts/password/reset/key/1-unknown/            200/200         200/200    200/200    200/200
account_reset_password_done          /accounts/password/reset/done/                     200/405         200/405    200/405    200/405
mfa_index                            /accounts/2fa/                                     sign-in/sign-in 200/405    200/405    200/405
mfa_authenticate                     /accounts/2fa/authenticate/                        sign-in/sign-in 302/302    302/302    302/302
mfa_reauthenticate                   /accounts/2fa/reauthenticate/                      sign-in/sign-in 302/302    302/302    302/302
mfa_activate_totp                    /accounts/2fa/totp/activate/                       sign-in/sign-in 302/302    302/302    302/302
mfa_deactivate_totp                  /accounts/2fa/totp/deactivate/                     sign-in/sign-in 404/404    404/404    404/404
mfa_view_recovery_codes              /accounts/2fa/recovery-codes/                      sign-in/sign-in 404/405    404/405    404/405
mfa_generate_recovery_codes          /accounts/2fa/recovery-codes/generate/             sign-in/sign-in 302/302    302/302    302/302
mfa_download_recovery_codes          /accounts/2fa/recovery-codes/download/             sign-in/sign-in 404/404    404/404    404/404

# accounts
accounts:people                      /people/                                           sign-in/sign-in 403/403    403/403    200/200
accounts:profile                     /people/me/                                        sign-in/sign-in 200/422    200/422    200/422
accounts:person_add                  /people/add/                                       sign-in/sign-in 403/403    403/403    200/422
accounts:person_edit                 /people/{person}/                                  sign-in/sign-in 403/403    403/403    200/422
accounts:person_deactivate           /people/{person}/deactivate/                       sign-in/sign-in 405/403    405/403    405/302
accounts:person_activate             /people/{person}/activate/                         sign-in/sign-in 405/403    405/403    405/302
accounts:person_invite               /people/{person}/invite/                           sign-in/sign-in 405/403    405/403    405/302
audit:log                            /settings/audit-log/                               sign-in/sign-in 403/405    403/405    200/405
audit:export                         /settings/audit-log/export/                        sign-in/sign-in 403/405    403/405    200/405

# crm
crm:list                             /customers/                                        sign-in/sign-in 200/200    200/200    200/200
crm:export                           /customers/export.csv                              sign-in/sign-in 200/405    200/405    200/405
crm:add                              /customers/add/                                    sign-in/sign-in 200/422    200/422    200/422
crm:detail                           /customers/{customer}/                             sign-in/sign-in 200/200    200/200    200/200
crm:edit                             /customers/{customer}/edit/                        sign-in/sign-in 200/422    200/422    200/422
crm:delete                           /customers/{customer}/delete/                      sign-in/sign-in 403/403    200/302    200/302
crm:note_add                         /customers/{customer}/notes/                       sign-in/sign-in 405/422    405/422    405/422
crm:note_delete                      /customers/{customer}/notes/{note}/delete/         sign-in/sign-in 405/302    405/302    405/302
crm:fields                           /customers/fields/                                 sign-in/sign-in 403/403    403/403    200/200
crm:field_add                        /customers/fields/add/                             sign-in/sign-in 403/403    403/403    200/422
crm:field_edit                       /customers/fields/{field}/                         sign-in/sign-in 403/403    403/403    200/422
crm:field_delete                     /customers/fields/{field}/delete/                  sign-in/sign-in 403/403    403/403    200/302

# tickets
tickets:list                         /                                                  sign-in/sign-in 200/405    200/405    200/405
tickets:export                       /tickets.csv                                       sign-in/sign-in 200/405    200/405    200/405
tickets:bulk                         /tickets/bulk/                                     sign-in/sign-in 405/302    405/302    405/302
tickets:view_counts                  /views/                                            sign-in/sign-in 200/405    200/405    200/405
tickets:save_view                    /views/save/                                       sign-in/sign-in 405/302    405/302    405/302
tickets:change_view                  /views/{my_view}/                                  sign-in/sign-in 405/302    405/302    405/302
tickets:delete_view                  /views/{my_view}/delete/                           sign-in/sign-in 405/302    405/302    405/302
tickets:detail                       /tickets/{ticket}/                                 sign-in/sign-in 200/405    200/405    200/405
tickets:history                      /tickets/{ticket}/history/                         sign-in/sign-in 200/405    200/405    200/405
tickets:reply                        /tickets/{ticket}/reply/                           sign-in/sign-in 405/422    405/422    405/422
tickets:comment                      /tickets/{ticket}/comment/                         sign-in/sign-in 405/422    405/422    405/422
tickets:reply_draft                  /tickets/{ticket}/reply/draft/                     sign-in/sign-in 405/422    405/422    405/422
tickets:comment_draft                /tickets/{ticket}/comment/draft/                   sign-in/sign-in 405/422    405/422    405/422
tickets:canned                       /tickets/{ticket}/canned/                          sign-in/sign-in 200/405    200/405    200/405
tickets:presence                     /tickets/{ticket}/presence/                        sign-in/sign-in 405/200    405/200    405/200
tickets:priority                     /tickets/{ticket}/priority/                        sign-in/sign-in 405/302    405/302    405/302
tickets:tags                         /tickets/{ticket}/tags/                            sign-in/sign-in 405/302    405/302    405/302
tickets:assign                       /tickets/{ticket}/assign/                          sign-in/sign-in 405/302    405/302    405/302
tickets:status                       /tickets/{ticket}/status/                          sign-in/sign-in 405/302    405/302    405/302
tickets:queue                        /tickets/{ticket}/queue/                           sign-in/sign-in 405/302    405/302    405/302
tickets:category                     /tickets/{ticket}/category/                        sign-in/sign-in 405/302    405/302    405/302
tickets:add_customer                 /tickets/{ticket}/customer/                        sign-in/sign-in 405/302    405/302    405/302
tickets:undo                         /messages/{my_fresh_reply}/undo/                   sign-in/sign-in 405/302    405/302    405/302
tickets:send_again                   /messages/{failed_reply}/send-again/               sign-in/sign-in 405/302    405/302    405/302
tickets:edit_reply                   /messages/{failed_reply}/edit/                     sign-in/sign-in 405/302    405/302    405/302
tickets:discard_reply                /messages/{failed_reply}/discard/                  sign-in/sign-in 405/302    405/302    405/302
tickets:check_again                  /messages/{failed_reply}/check-again/              sign-in/sign-in 405/302    405/302    405/302
tickets:confirm                      /messages/{failed_reply}/confirm/                  sign-in/sign-in 405/302    405/302    405/302
tickets:attachment                   /attachments/{file}/                               sign-in/sign-in 200/405    200/405    200/405
tickets:thumbnail                    /attachments/{file}/thumbnail/                     sign-in/sign-in 200/405    200/405    200/405

# tickets, the settings area
settings:index                       /settings/                                         sign-in/sign-in 302/302    200/200    200/200
settings:queues                      /settings/queues/                                  sign-in/sign-in 403/403    200/200    200/200
settings:queue_add                   /settings/queues/add/                              sign-in/sign-in 403/403    200/422    200/422
settings:queue_edit                  /settings/queues/{queue}/                          sign-in/sign-in 403/403    200/422    200/422
settings:queue_delete                /settings/queues/{queue}/delete/                   sign-in/sign-in 403/403    200/302    200/302
settings:categories                  /settings/categories/                              sign-in/sign-in 403/403    200/200    200/200
settings:category_add                /settings/categories/add/                          sign-in/sign-in 403/403    200/422    200/422
settings:category_edit               /settings/categories/{category}/                   sign-in/sign-in 403/403    200/422    200/422
settings:category_delete             /settings/categories/{category}/delete/            sign-in/sign-in 403/403    200/302    200/302
settings:statuses                    /settings/statuses/                                sign-in/sign-in 403/403    200/200    200/200
settings:status_add                  /settings/statuses/add/                            sign-in/sign-in 403/403    200/422    200/422
settings:status_edit                 /settings/statuses/{status}/                       sign-in/sign-in 403/403    200/422    200/422
settings:status_delete               /settings/statuses/{status}/delete/                sign-in/sign-in 403/403    200/302    200/302
settings:canned_replies              /settings/canned-replies/                          sign-in/sign-in 403/403    200/200    200/200
settings:canned_reply_add            /settings/canned-replies/add/                      sign-in/sign-in 403/403    200/422    200/422
settings:canned_reply_edit           /settings/canned-replies/{canned_reply}/           sign-in/sign-in 403/403    200/422    200/422
settings:canned_reply_delete         /settings/canned-replies/{canned_reply}/delete/    sign-in/sign-in 403/403    200/302    200/302
settings:tags                        /settings/tags/                                    sign-in/sign-in 403/403    200/200    200/200
settings:tag_add                     /settings/tags/add/                                sign-in/sign-in 403/403    200/422    200/422
settings:tag_edit                    /settings/tags/{tag}/                              sign-in/sign-in 403/403    200/422    200/422
settings:tag_delete                  /settings/tags/{tag}/delete/                       sign-in/sign-in 403/403    200/302    200/302

# integrations
integrations:list                    /integrations/                                     sign-in/sign-in 403/405    403/405    200/405
integrations:background              /integrations/background/                          sign-in/sign-in 200/405    200/405    200/405
integrations:catalogue               /integrations/catalogue/                           sign-in/sign-in 403/405    403/405    200/405
integrations:detail                  /integrations/{integration}/                       sign-in/sign-in 403/405    403/405    200/405
integrations:progress                /integrations/{integration}/progress/              sign-in/sign-in 403/405    403/405    200/405
integrations:start                   /integrations/{integration}/start/                 sign-in/sign-in 405/403    405/403    405/302
integrations:stop                    /integrations/{integration}/stop/                  sign-in/sign-in 405/403    405/403    405/302
integrations:sweep                   /integrations/{integration}/sweep/                 sign-in/sign-in 405/403    405/403    405/302
integrations:test                    /integrations/{integration}/test/                  sign-in/sign-in 405/403    405/403    405/302
integrations:delete                  /integrations/{integration}/delete/                sign-in/sign-in 403/403    403/403    200/302
integrations:dismiss                 /integrations/{integration}/unreadable/{unreadable_case}/dismiss/ sign-in/sign-in 403/403 403/403 200/302

# integrations.allegro
allegro:start                        /integrations/allegro/                             sign-in/sign-in 403/403    403/403    200/302
allegro:authenticate                 /integrations/allegro/authenticate/                sign-in/sign-in 405/403    405/403    405/302
allegro:callback                     /integrations/allegro/callback/                    sign-in/sign-in 403/405    403/405    400/405
allegro:edit                         /integrations/allegro/{integration}/               sign-in/sign-in 403/403    403/403    200/422
allegro:authenticate_again           /integrations/allegro/{integration}/authenticate/  sign-in/sign-in 405/403    405/403    405/302
allegro:unproven                     /integrations/allegro/{integration}/unproven/      sign-in/sign-in 403/405    403/405    200/405
allegro:accept_difference            /integrations/allegro/{integration}/unproven/{case}/accept/ sign-in/sign-in 405/403 405/403 405/302

# reports
reports:index                        /reports/                                          sign-in/sign-in 200/405    200/405    200/405
reports:csv                          /reports/waiting.csv                               sign-in/sign-in 200/405    200/405    200/405
"""

# {my_…} is the visitor's own, {their_…} somebody else's.
OF_ONE_PERSON = """
# URL                                address                                            anonymous       agent      supervisor administrator
tickets:attachment                   /attachments/{my_draft_file}/                      sign-in/sign-in 200/405    200/405    200/405
tickets:attachment                   /attachments/{their_draft_file}/                   sign-in/sign-in 404/405    404/405    404/405
tickets:thumbnail                    /attachments/{my_draft_file}/thumbnail/            sign-in/sign-in 200/405    200/405    200/405
tickets:thumbnail                    /attachments/{their_draft_file}/thumbnail/         sign-in/sign-in 404/405    404/405    404/405
tickets:undo                         /messages/{their_fresh_reply}/undo/                sign-in/sign-in 405/302    405/302    405/302
tickets:change_view                  /views/{their_view}/                               sign-in/sign-in 405/404    405/404    405/404
tickets:change_view                  /views/{shared_view}/                              sign-in/sign-in 405/404    405/302    405/302
tickets:delete_view                  /views/{their_view}/delete/                        sign-in/sign-in 405/404    405/404    405/404
tickets:delete_view                  /views/{shared_view}/delete/                       sign-in/sign-in 405/404    405/302    405/302
"""


@dataclass(frozen=True)
class Line:
    name: str
    address: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return "  ".join((self.name, self.address, *self.answers))


def lines(table: str) -> list[Line]:
    """The lines of a table, without its headings and its empty lines."""
    split = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return [Line(name, address, tuple(answers)) for name, address, *answers in split]
