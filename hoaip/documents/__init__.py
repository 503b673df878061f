"""Files with visibility, versions, language and reference number; one authorised download view."""
