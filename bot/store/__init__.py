"""The database: `sql_store.SqlStore` for SQLite and PostgreSQL, `in_memory.MemoryStore` as its double."""
