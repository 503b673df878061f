"""What the post does by itself."""

from hoaip.post.relay import send_due


def send_due_mail(as_of):
    """The periodic job: {"mails_sent", "mails_retried", "mails_failed", "mails_suppressed"}."""
    return {f"mails_{outcome}": number for outcome, number in send_due(as_of).items()}
