"""Letters to recipients: written when something happens, sent by the worker, looked at by staff."""
