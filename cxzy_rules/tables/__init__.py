"""The only readers of tables: a CSV, Parquet or workbook file becomes rows of cleaned text that know their places."""
