"""One run: its order, lock and work folder, dbt, and publishing; no rule."""
