"""Other engines: PostgreSQL and Apache Spark, where pupils are counted or marts are put."""
