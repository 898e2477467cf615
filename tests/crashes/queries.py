"""What a crash test asks of the database, in words that both stores understand."""

GIVEN_UP = "SELECT id FROM tickets_message WHERE delivery = 'uncertain' AND due_at IS NULL"
QUIET = "SELECT count(*) FROM tickets_message WHERE delivery IN ('queued', 'sending', 'uncertain')"
HISTORY = """
    SELECT c.external_id, m.external_id, m.text FROM allegro_case c JOIN tickets_message m ON m.ticket_id = c.ticket_id
    WHERE NOT m.is_comment AND m.delivery <> 'failed' ORDER BY m.occurred_at, m.id
"""
FILES = """
    SELECT a.size FROM tickets_attachment a JOIN tickets_message m ON m.id = a.message_id WHERE m.text LIKE '{text}%'
"""
REPLIES = "SELECT text, delivery FROM tickets_message WHERE delivery <> ''"
CALLED_FAILED = "SELECT ticket_id FROM tickets_event WHERE kind = 'reply_failed' ORDER BY ticket_id"
FAILED = "SELECT ticket_id FROM tickets_message WHERE delivery = 'failed' ORDER BY ticket_id"
NOT_PROVEN = """
    SELECT c.external_id FROM allegro_case c JOIN tickets_message m ON m.ticket_id = c.ticket_id
    JOIN tickets_ticket t ON t.id = c.ticket_id
    WHERE c.fingerprint = '' OR c.unproven_since IS NOT NULL OR t.history_incomplete
    OR m.is_partial OR NOT m.is_time_known
"""
STANDING = """
    SELECT c.unproven_reason, count(*), sum(CASE WHEN m.is_partial OR NOT m.is_time_known THEN 1 ELSE 0 END), c.left_out
    FROM allegro_case c JOIN tickets_message m ON m.ticket_id = c.ticket_id
    WHERE c.external_id = '{case}' AND c.fingerprint = '' GROUP BY c.id
"""
