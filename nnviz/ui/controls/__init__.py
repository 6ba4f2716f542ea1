"""Controls: the transport bar, the column of editors made from fields, strips, the sheet of shortcuts."""
