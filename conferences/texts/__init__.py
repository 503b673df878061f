"""The text of a declaration: split into paragraphs, written as rows of a form, sealed."""
