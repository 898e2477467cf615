from django.urls import path

from tickets.views.attachment import attachment, thumbnail
from tickets.views.bulk import bulk_change
from tickets.views.canned import canned_replies
from tickets.views.change import assign, set_category, set_priority, set_queue, set_status, set_tags
from tickets.views.comment import comment
from tickets.views.customer import add_customer
from tickets.views.delivery import check_again, confirm, discard, edit, send_again, undo
from tickets.views.detail import ticket_detail, ticket_history
from tickets.views.draft import keep
from tickets.views.export import export_tickets
from tickets.views.list import ticket_list
from tickets.views.presence import be_present
from tickets.views.reply import reply
from tickets.views.saved_view import change_view, delete_view, save_view, view_counts

app_name = "tickets"
urlpatterns = [
    path("", ticket_list, name="list"),
    path("tickets.csv", export_tickets, name="export"),
    path("tickets/bulk/", bulk_change, name="bulk"),
    path("views/", view_counts, name="view_counts"),
    path("views/save/", save_view, name="save_view"),
    path("views/<int:pk>/", change_view, name="change_view"),
    path("views/<int:pk>/delete/", delete_view, name="delete_view"),
    path("tickets/<int:pk>/", ticket_detail, name="detail"),
    path("tickets/<int:pk>/history/", ticket_history, name="history"),
    path("tickets/<int:pk>/reply/", reply, name="reply"),
    path("tickets/<int:pk>/comment/", comment, name="comment"),
    path("tickets/<int:pk>/reply/draft/", keep, {"is_comment": False}, name="reply_draft"),
    path("tickets/<int:pk>/comment/draft/", keep, {"is_comment": True}, name="comment_draft"),
    path("tickets/<int:pk>/canned/", canned_replies, name="canned"),
    path("tickets/<int:pk>/presence/", be_present, name="presence"),
    path("tickets/<int:pk>/priority/", set_priority, name="priority"),
    path("tickets/<int:pk>/tags/", set_tags, name="tags"),
    path("tickets/<int:pk>/assign/", assign, name="assign"),
    path("tickets/<int:pk>/status/", set_status, name="status"),
    path("tickets/<int:pk>/queue/", set_queue, name="queue"),
    path("tickets/<int:pk>/category/", set_category, name="category"),
    path("tickets/<int:pk>/customer/", add_customer, name="add_customer"),
    path("messages/<int:pk>/undo/", undo, name="undo"),
    path("messages/<int:pk>/send-again/", send_again, name="send_again"),
    path("messages/<int:pk>/edit/", edit, name="edit_reply"),
    path("messages/<int:pk>/discard/", discard, name="discard_reply"),
    path("messages/<int:pk>/check-again/", check_again, name="check_again"),
    path("messages/<int:pk>/confirm/", confirm, name="confirm"),
    path("attachments/<int:pk>/", attachment, name="attachment"),
    path("attachments/<int:pk>/thumbnail/", thumbnail, name="thumbnail"),
]
