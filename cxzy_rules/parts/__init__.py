"""What formats share: rows by column, wording, workbook sheets, writing whole, and the list of formats."""
