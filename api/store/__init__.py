"""The database: tables, connections and migrations. The rows are the truth of the service."""
