"""Who issues: organizations, their members and their keys."""
