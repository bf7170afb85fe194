"""Rosters on the web: brought, understood, mended, issued in a run, and reported on."""
