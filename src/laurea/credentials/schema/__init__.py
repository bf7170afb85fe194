"""The schemas that credentials name: JSON Schema with bounded work, and what it comes to."""
