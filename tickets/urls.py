from django.urls import path

from tickets.views.attachment import attachment
from tickets.views.change import assign, set_category, set_queue, set_status
from tickets.views.comment import comment
from tickets.views.customer import add_customer
from tickets.views.delivery import check_again, confirm, send_again, undo
from tickets.views.detail import ticket_detail, ticket_history
from tickets.views.list import ticket_list
from tickets.views.reply import reply

app_name = "tickets"
urlpatterns = [
    path("", ticket_list, name="list"),
    path("tickets/<int:pk>/", ticket_detail, name="detail"),
    path("tickets/<int:pk>/history/", ticket_history, name="history"),
    path("tickets/<int:pk>/reply/", reply, name="reply"),
    path("tickets/<int:pk>/comment/", comment, name="comment"),
    path("tickets/<int:pk>/assign/", assign, name="assign"),
    path("tickets/<int:pk>/status/", set_status, name="status"),
    path("tickets/<int:pk>/queue/", set_queue, name="queue"),
    path("tickets/<int:pk>/category/", set_category, name="category"),
    path("tickets/<int:pk>/customer/", add_customer, name="add_customer"),
    path("messages/<int:pk>/undo/", undo, name="undo"),
    path("messages/<int:pk>/send-again/", send_again, name="send_again"),
    path("messages/<int:pk>/check-again/", check_again, name="check_again"),
    path("messages/<int:pk>/confirm/", confirm, name="confirm"),
    path("attachments/<int:pk>/", attachment, name="attachment"),
]
