"""Files of statistics programs, SPSS and Stata: their rows as Parquet in the private folder."""
