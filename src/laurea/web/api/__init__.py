"""What all rooms can do, offered to programs: tokens, the REST API, webhooks."""
